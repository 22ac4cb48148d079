import { z } from 'zod';
import { passedOn, reference, stripeCurrency, stripeId, stripeMetadata } from './fields.ts';

/** https://docs.stripe.com/api/refunds/object */
export const refund = z.object({
  id: stripeId,
  amount: z.int(),
  currency: stripeCurrency,
  status: passedOn(z.string().max(64)),
  payment_intent: reference,
  charge: reference,
  customer: reference,
  reason: passedOn(z.string().max(1024)),
  failure_reason: passedOn(z.string().max(256)),
  metadata: stripeMetadata,
});

/** See {@link refund}. */
export interface StripeRefund extends z.output<typeof refund> {}
