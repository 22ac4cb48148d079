import type { Mapped } from '../event-mapping.ts';
import type { PayPalEvent } from './payload/event.ts';
import { disputeEvents } from './to-events/dispute-events.ts';
import type { PayPalMapper, PayPalTools } from './to-events/mapper.ts';
import { orderEvents } from './to-events/order-events.ts';
import { paymentEvents } from './to-events/payment-events.ts';
import { paymentMethodEvents } from './to-events/payment-method-events.ts';
import { payoutEvents } from './to-events/payout-events.ts';
import { refundEvents } from './to-events/refund-events.ts';
import { subscriptionEvents } from './to-events/subscription-events.ts';

/** The mappers by the type of PayPal's event. Every type that is not here is ignored. */
const mappers: ReadonlyMap<string, PayPalMapper> = new Map(
  Object.entries({
    ...orderEvents,
    ...paymentEvents,
    ...refundEvents,
    ...disputeEvents,
    ...subscriptionEvents,
    ...payoutEvents,
    ...paymentMethodEvents,
  }),
);

/** The types of PayPal's events that are mapped: what a webhook must be subscribed to. */
export const paypalEventTypes: readonly string[] = [...mappers.keys()];

/** From an event of PayPal's to unified events. */
export const toEvents = (payload: PayPalEvent, tools: PayPalTools): Mapped =>
  mappers.get(payload.event_type)?.(payload, tools) ?? [tools.ignore(payload.event_type)];
