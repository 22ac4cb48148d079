import { z } from 'zod';
import { passedOn } from '../../lenient-fields.ts';
import { adyenNotification } from './notification.ts';

/** A webhook that is not of the standard kind: its data is read by the mapper of its type. */
const otherWebhook = z.object({
  type: z.string().min(1).max(200),
  environment: passedOn(z.enum(['live', 'test'])),
  data: z.unknown(),
  timestamp: passedOn(z.string()),
  createdAt: passedOn(z.string()),
  eventId: passedOn(z.string().min(1).max(255)),
});

/** See {@link otherWebhook}. */
export interface AdyenWebhook extends z.output<typeof otherWebhook> {}

/** One item of a webhook: a notification of a standard one, or a webhook of another kind as a whole. */
export const adyenPayload = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('notification'), live: passedOn(z.boolean()), notification: adyenNotification }),
  z.object({ kind: z.literal('webhook'), live: passedOn(z.boolean()), webhook: otherWebhook }),
]);

/** See {@link adyenPayload}. */
export type AdyenPayload = z.output<typeof adyenPayload>;

/**
 * The items of a body. A standard webhook holds several only where it comes by SOAP or a file, but is written so that it may:
 * https://docs.adyen.com/development-resources/webhooks/webhook-types.
 */
export const itemsOf = (body: unknown): readonly unknown[] => {
  if (!isRecord(body)) return [body];
  if (!Array.isArray(body.notificationItems))
    return [{ kind: 'webhook', live: environments.get(body.environment), webhook: body }];
  const live = environments.get(body.live);
  return body.notificationItems.map((item: unknown) => ({
    kind: 'notification',
    live,
    notification: isRecord(item) ? item.NotificationRequestItem : undefined,
  }));
};

const environments: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ['true', true],
  [true, true],
  ['live', true],
  ['false', false],
  [false, false],
  ['test', false],
]);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
