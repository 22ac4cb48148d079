import type { getPayment as contract } from '../../contract.ts';
import type { StripeAction } from './call-stripe.ts';
import { paymentOutput } from './payment-output.ts';
import { readPayment } from './read-payment.ts';

/** @see https://docs.stripe.com/api/payment_intents/retrieve */
export const getPayment: StripeAction<typeof contract> = {
  run: async ({ paymentId }, context) => paymentOutput(await readPayment(context, paymentId)),
};
