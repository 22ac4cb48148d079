import { z } from 'zod';
import { epochSeconds, passedOn, stripeCurrency, stripeId } from './fields.ts';

/** https://docs.stripe.com/api/payouts/object */
export const payout = z.object({
  id: stripeId,
  amount: z.int(),
  currency: stripeCurrency,
  arrival_date: passedOn(epochSeconds),
  method: passedOn(z.string().max(64)),
  statement_descriptor: passedOn(z.string().max(256)),
  /** An id, unless it was expanded. */
  destination: passedOn(z.object({ last4: passedOn(z.string().max(4)) })),
  failure_code: passedOn(z.string().max(256)),
  failure_message: passedOn(z.string()),
});

/** See {@link payout}. */
export interface StripePayout extends z.output<typeof payout> {}
