import { z } from 'zod';
import { enteredEmail, passedOn } from '../../lenient-fields.ts';
import { paypalId, reference } from './fields.ts';

/** https://developer.paypal.com/docs/api/payment-tokens/v3/#payment-tokens_get */
export const paymentToken = z.object({
  id: paypalId,
  customer: passedOn(z.object({ id: reference, merchant_customer_id: reference })),
  payment_source: passedOn(
    z.object({
      card: passedOn(
        z.object({
          brand: passedOn(z.string().max(64)),
          last_digits: passedOn(z.string().regex(/^\d{2,4}$/)),
          expiry: passedOn(z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/)),
        }),
      ),
      paypal: passedOn(z.object({ email_address: enteredEmail, payer_id: reference })),
    }),
  ),
});

/** See {@link paymentToken}. */
export interface PayPalPaymentToken extends z.output<typeof paymentToken> {}
