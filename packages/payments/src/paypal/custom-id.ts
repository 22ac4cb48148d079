/** What the connector writes into the `custom_id` of what it makes, so that events lead back to your own id of the customer. */
const prefix = 'customer:';

/** The longest `custom_id`: https://developer.paypal.com/docs/api/orders/v2/#definition-purchase_unit_request. */
const longest = 127;

/** The `custom_id` of a customer; none where the id is too long for it. */
export const customIdOf = (customerId: string | undefined): string | undefined =>
  customerId === undefined || prefix.length + customerId.length > longest ? undefined : prefix + customerId;

/** Your own id of the customer, where the connector wrote it. */
export const customerIdOf = (customId: string | undefined): string | undefined =>
  customId?.startsWith(prefix) && customId.length > prefix.length ? customId.slice(prefix.length) : undefined;
