/**
 * Ids of saved payment methods. PayPal wants to be told what kind one is of, so that of a card begins with `card:` here, in events and
 * in calls; any other is of a PayPal wallet.
 *
 * @see https://developer.paypal.com/docs/api/orders/v2/#definition-payment_source
 */
const cardPrefix = 'card:';

/** The id of a saved card. */
export const cardMethodId = (vaultId: string): string => cardPrefix + vaultId;

/** The kind and PayPal's own id of a saved payment method. */
export const readMethodId = (id: string): { readonly kind: 'card' | 'paypal'; readonly vaultId: string } =>
  id.startsWith(cardPrefix)
    ? { kind: 'card', vaultId: id.slice(cardPrefix.length) }
    : { kind: 'paypal', vaultId: id };
