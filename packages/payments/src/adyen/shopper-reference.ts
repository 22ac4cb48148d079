import type { CustomerRef } from '@touchline/core';

/**
 * Your reference of the customer at Adyen: `externalIds.adyen`, else your own id. Adyen takes none of fewer than three
 * characters.
 *
 * @see https://docs.adyen.com/api-explorer/Checkout/71/post/payments#request-shopperReference
 */
export const shopperReferenceOf = (customer: CustomerRef | undefined): string | undefined => {
  const reference = customer?.externalIds?.adyen ?? customer?.id;
  return reference !== undefined && reference.length >= 3 ? reference : undefined;
};
