import { z } from 'zod';
import { passedOn } from '../../lenient-fields.ts';
import { paypalId, paypalTime } from './fields.ts';

/**
 * A webhook's body. Its resource is read by the mapper of its type.
 *
 * @see https://developer.paypal.com/docs/api/webhooks/v1/#webhooks-events_get
 */
export const paypalPayload = z.object({
  id: paypalId,
  event_type: z.string().min(1).max(200),
  create_time: passedOn(paypalTime),
  resource: z.unknown(),
});

/** See {@link paypalPayload}. */
export interface PayPalEvent extends z.output<typeof paypalPayload> {}
