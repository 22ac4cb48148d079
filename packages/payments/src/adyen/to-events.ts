import type { Mapped } from '../event-mapping.ts';
import type { AdyenPayload } from './payload/webhook.ts';
import { disputeEvents } from './to-events/dispute-events.ts';
import { type AdyenTools, contextOf, type NotificationMapper } from './to-events/mapper.ts';
import { paymentEvents } from './to-events/payment-events.ts';
import { paymentMethodEvents } from './to-events/payment-method-events.ts';
import { payoutEvents } from './to-events/payout-events.ts';
import { refundEvents } from './to-events/refund-events.ts';
import { type WebhookMapper, webhookEvents } from './to-events/webhook-events.ts';

/** The mappers of standard notifications, by event code. Every code that is not here is ignored. */
const notificationMappers: ReadonlyMap<string, NotificationMapper> = new Map(
  Object.entries({
    ...paymentEvents,
    ...refundEvents,
    ...disputeEvents,
    ...payoutEvents,
    ...paymentMethodEvents,
  }),
);

/** The mappers of other webhooks, by type. */
const webhookMappers: ReadonlyMap<string, WebhookMapper> = new Map(Object.entries(webhookEvents));

/** The event codes, and the types of other webhooks, that are mapped. */
export const adyenEventCodes: readonly string[] = [...notificationMappers.keys(), ...webhookMappers.keys()];

/** From an item of a webhook to unified events. Those of the environment that the config shuts out are ignored. */
export const toEvents = (payload: AdyenPayload, tools: AdyenTools): Mapped => {
  const { live: wanted } = tools.config;
  const kind = payload.kind === 'notification' ? payload.notification.eventCode : payload.webhook.type;
  if (wanted !== undefined && payload.live !== wanted)
    return [tools.ignore(`${kind} (${payload.live ? 'live' : 'test'})`)];
  if (payload.kind === 'webhook')
    return webhookMappers.get(kind)?.(payload.webhook, tools) ?? [tools.ignore(kind)];
  const map = notificationMappers.get(kind);
  return map?.(payload.notification, contextOf(payload.notification, tools)) ?? [tools.ignore(kind)];
};
