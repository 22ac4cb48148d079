import { urlPath } from '@touchline/core';
import type { cancelPayment as contract } from '../../contract.ts';
import { paymentIntent } from '../payload/payment-intent.ts';
import { postForm, type StripeAction } from './call-stripe.ts';
import { paymentOutput } from './payment-output.ts';
import { expandCharge, readPayment } from './read-payment.ts';

/** @see https://docs.stripe.com/api/payment_intents/cancel */
export const cancelPayment: StripeAction<typeof contract> = {
  run: async ({ paymentId, reason }, context) => {
    const canceled = await postForm(context, urlPath`/v1/payment_intents/${paymentId}/cancel`, {
      operation: 'payment.cancel',
      form: { cancellation_reason: reason, ...expandCharge },
      response: paymentIntent,
    });
    return paymentOutput(canceled);
  },
  reconcile: async ({ paymentId }, context) => {
    const intent = await readPayment(context, paymentId);
    return intent.status === 'canceled'
      ? { outcome: 'done', output: paymentOutput(intent) }
      : { outcome: 'not_done' };
  },
};
