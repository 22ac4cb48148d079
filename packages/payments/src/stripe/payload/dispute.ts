import { z } from 'zod';
import { epochSeconds, passedOn, reference, stripeCurrency, stripeId, stripeMetadata } from './fields.ts';

/** https://docs.stripe.com/api/disputes/object */
export const dispute = z.object({
  id: stripeId,
  amount: z.int(),
  currency: stripeCurrency,
  status: z.string().max(256),
  reason: passedOn(z.string().max(1024)),
  charge: reference,
  payment_intent: reference,
  evidence_details: passedOn(z.object({ due_by: passedOn(epochSeconds) })),
  payment_method_details: passedOn(
    z.object({ card: passedOn(z.object({ network_reason_code: passedOn(z.string().max(64)) })) }),
  ),
  /** Only in older API versions. */
  network_reason_code: passedOn(z.string().max(64)),
  metadata: stripeMetadata,
});

/** See {@link dispute}. */
export interface StripeDispute extends z.output<typeof dispute> {}
