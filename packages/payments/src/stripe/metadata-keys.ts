/**
 * What the connector writes into the metadata of Stripe's objects, so that their events lead back to your own ids. Stripe
 * hands metadata back unread: https://docs.stripe.com/metadata.
 */
export const metadataKeys = {
  /** Your own reference of the order. */
  orderId: 'order_id',
  /** Your own id of the customer. */
  customerId: 'customer_id',
  /** The idempotency key of the call that made the object, by which it is found again. */
  idempotencyKey: 'touchline_key',
} as const;
