import { paymentToken } from '../payload/payment-token.ts';
import { cardMethodId } from '../payment-method-id.ts';
import { mapper, type PayPalMapper } from './mapper.ts';

/** What customers save to pay with later: https://developer.paypal.com/docs/api/payment-tokens/v3/. */
export const paymentMethodEvents: Readonly<Record<string, PayPalMapper>> = {
  'VAULT.PAYMENT-TOKEN.CREATED': mapper(paymentToken, ({ id, customer, payment_source }, { emit }) => {
    const { card, paypal: wallet } = payment_source ?? {};
    const paymentMethodId = card ? cardMethodId(id) : id;
    const payerId = wallet?.payer_id ?? customer?.id;
    return [
      emit('payment_method.attached', paymentMethodId, {
        customer: {
          id: customer?.merchant_customer_id,
          email: wallet?.email_address,
          externalIds: payerId === undefined ? undefined : { paypal: payerId },
        },
        paymentMethodId,
        method: card
          ? {
              kind: 'card',
              brand: card.brand?.toLowerCase(),
              last4: card.last_digits,
              expiresOn: card.expiry,
            }
          : { kind: 'paypal' },
      }),
    ];
  }),
};
