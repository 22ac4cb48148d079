import { z } from 'zod';
import { epochSeconds, passedOn, stripeId } from './fields.ts';

const kind = z.string().min(1).max(200);

const snapshotEvent = z.object({
  object: z.literal('event'),
  id: stripeId,
  type: kind,
  created: epochSeconds.describe('When it happened, to the second.'),
  livemode: passedOn(z.boolean()),
  account: passedOn(stripeId).describe('The connected account it happened in.'),
  data: z.object({
    object: z.unknown(),
    previous_attributes: passedOn(z.record(z.string(), z.unknown())),
  }),
});

/** An event that names its object without showing it: https://docs.stripe.com/event-destinations#thin-events. */
const thinEvent = z.object({ object: z.literal('v2.core.event'), id: stripeId, type: kind });

/**
 * A webhook's body. Its object is read by the mapper of its kind.
 *
 * @see https://docs.stripe.com/api/events/object
 */
export const stripePayload = z.discriminatedUnion('object', [snapshotEvent, thinEvent]);

/** An event that carries its object as it was when it happened. */
export interface StripeEvent extends z.output<typeof snapshotEvent> {}
