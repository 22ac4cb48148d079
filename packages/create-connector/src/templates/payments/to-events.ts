import type { IgnoredEvent, MappedEvent, MapTools, TouchpointEvents } from '@touchline/core';
import { z } from 'zod';
import type { WebhookPayload } from '../crm/payload.ts';

const payment = z.object({
  id: z.string().min(1),
  cents: z.int().nonnegative(),
  currency: z.string().regex(/^[A-Z]{3}$/),
});

// TODO: what each kind of webhook becomes; docs/events.md lists the events. What is not mapped stays ignored by its name.
/** From a webhook to events. Pure. */
export const toEvents = (
  { id, type, time, data }: WebhookPayload,
  { event, ignore }: MapTools<TouchpointEvents>,
): readonly (MappedEvent | IgnoredEvent)[] => {
  if (type !== 'payment.succeeded') return [ignore(type)];
  const { id: paymentId, cents: amountMinor, currency } = payment.parse(data);
  return [
    event('payment.succeeded', {
      id,
      time,
      subject: paymentId,
      data: { paymentId, amount: { amountMinor, currency } },
    }),
  ];
};
