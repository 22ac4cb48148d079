import { z } from 'zod';
import {
  epochSeconds,
  listOf,
  passedOn,
  reference,
  stripeCurrency,
  stripeId,
  stripeMetadata,
} from './fields.ts';

const interval = { interval: passedOn(z.string().max(32)), interval_count: passedOn(z.int().positive()) };

const item = z.object({
  quantity: passedOn(z.number().nonnegative()),
  price: passedOn(
    z.object({
      id: stripeId,
      nickname: passedOn(z.string().max(1024)),
      product: reference,
      currency: passedOn(stripeCurrency),
      unit_amount: passedOn(z.int()),
      recurring: passedOn(z.object(interval)),
    }),
  ),
  /** Here since API version 2025-03-31. */
  current_period_start: passedOn(epochSeconds),
  current_period_end: passedOn(epochSeconds),
});

/** https://docs.stripe.com/api/subscriptions/object */
export const subscription = z.object({
  id: stripeId,
  status: z.string().max(64),
  customer: reference,
  items: passedOn(listOf(item)),
  /** On the items since API version 2025-03-31: https://docs.stripe.com/changelog/basil/2025-03-31/deprecate-subscription-current-period-start-and-end. */
  current_period_start: passedOn(epochSeconds),
  current_period_end: passedOn(epochSeconds),
  trial_end: passedOn(epochSeconds),
  cancel_at_period_end: passedOn(z.boolean()),
  ended_at: passedOn(epochSeconds),
  latest_invoice: reference,
  cancellation_details: passedOn(
    z.object({
      reason: passedOn(z.string().max(1024)),
      feedback: passedOn(z.string().max(1024)),
      comment: passedOn(z.string()),
    }),
  ),
  metadata: stripeMetadata,
});

/** See {@link subscription}. */
export interface StripeSubscription extends z.output<typeof subscription> {}
