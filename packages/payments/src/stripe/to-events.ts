import type { IgnoredEvent, InboundTools, MappedEvent, TouchpointEvents } from '@touchline/core';
import type { z } from 'zod';
import type { StripeSettings } from './config.ts';
import { appEvents } from './mappers/app-events.ts';
import { chargeEvents } from './mappers/charge-events.ts';
import { checkoutEvents } from './mappers/checkout-events.ts';
import { customerEvents } from './mappers/customer-events.ts';
import { disputeEvents } from './mappers/dispute-events.ts';
import { invoiceEvents } from './mappers/invoice-events.ts';
import type { StripeMapper } from './mappers/mapper.ts';
import { paymentIntentEvents } from './mappers/payment-intent-events.ts';
import { paymentMethodEvents } from './mappers/payment-method-events.ts';
import { payoutEvents } from './mappers/payout-events.ts';
import { refundEvents } from './mappers/refund-events.ts';
import { subscriptionEvents } from './mappers/subscription-events.ts';
import type { stripePayload } from './payload/event.ts';

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
