import type { IgnoredEvent, InboundTools, MappedEvent, TouchpointEvents } from '@touchline/core';
import type { z } from 'zod';
import type { StripeSettings } from './config.ts';
import type { stripePayload } from './payload/event.ts';
import { appEvents } from './to-events/app-events.ts';
import { chargeEvents } from './to-events/charge-events.ts';
import { checkoutEvents } from './to-events/checkout-events.ts';
import { customerEvents } from './to-events/customer-events.ts';
import { disputeEvents } from './to-events/dispute-events.ts';
import { invoiceEvents } from './to-events/invoice-events.ts';
import type { StripeMapper } from './to-events/mapper.ts';
import { paymentIntentEvents } from './to-events/payment-intent-events.ts';
import { paymentMethodEvents } from './to-events/payment-method-events.ts';
import { payoutEvents } from './to-events/payout-events.ts';
import { refundEvents } from './to-events/refund-events.ts';
import { subscriptionEvents } from './to-events/subscription-events.ts';

/** The mappers by the kind of Stripe's event. Every kind that is not here is ignored. */
const mappers: ReadonlyMap<string, StripeMapper> = new Map(
  Object.entries({
    ...paymentIntentEvents,
    ...chargeEvents,
    ...refundEvents,
    ...disputeEvents,
    ...payoutEvents,
    ...subscriptionEvents,
    ...invoiceEvents,
    ...checkoutEvents,
    ...customerEvents,
    ...paymentMethodEvents,
    ...appEvents,
  }),
);

/** The kinds of Stripe's events that are mapped: what an endpoint must be subscribed to. */
export const stripeEventKinds: readonly string[] = [...mappers.keys()];

/** From an event of Stripe's to unified events. Thin events, and those of the mode that the config shuts out, are ignored. */
export const toEvents = (
  payload: z.output<typeof stripePayload>,
  tools: InboundTools<TouchpointEvents, StripeSettings>,
): readonly (MappedEvent | IgnoredEvent)[] => {
  const { livemode: wanted } = tools.config;
  const map = payload.object === 'event' ? mappers.get(payload.type) : undefined;
  if (payload.object !== 'event' || map === undefined) return [tools.ignore(payload.type)];
  if (wanted !== undefined && payload.livemode !== wanted)
    return [tools.ignore(`${payload.type} (${payload.livemode ? 'live' : 'test'} mode)`)];
  return map(payload, tools);
};
