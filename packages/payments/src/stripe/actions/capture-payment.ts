import { urlPath } from '@touchline/core';
import type { capturePayment as contract } from '../../contract.ts';
import { toStripeAmount } from '../currencies.ts';
import { paymentIntent } from '../payload/payment-intent.ts';
import { postForm, type StripeAction } from './call-stripe.ts';
import { paymentOutput } from './payment-output.ts';
import { expandCharge, readPayment, requireCurrency } from './read-payment.ts';

/**
 * Captures once; what is left over is released. Repeating it is refused by Stripe, whatever the key.
 *
 * @see https://docs.stripe.com/api/payment_intents/capture
 */
export const capturePayment: StripeAction<typeof contract> = {
  run: async ({ paymentId, amount }, context) => {
    if (amount) requireCurrency(amount, (await readPayment(context, paymentId)).currency);
    const captured = await postForm(context, urlPath`/v1/payment_intents/${paymentId}/capture`, {
      operation: 'payment.capture',
      form: { ...(amount && { amount_to_capture: toStripeAmount(amount).amount }), ...expandCharge },
      response: paymentIntent,
    });
    return paymentOutput(captured);
  },
  reconcile: async ({ paymentId }, context) => {
    const intent = await readPayment(context, paymentId);
    if (intent.status === 'succeeded') return { outcome: 'done', output: paymentOutput(intent) };
    return intent.status === 'requires_capture' ? { outcome: 'not_done' } : { outcome: 'unknown' };
  },
};
