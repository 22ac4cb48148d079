import type { IgnoredEvent, MappedEvent, MapTools, TouchpointEvents } from '@touchline/core';
import { z } from 'zod';
import type { WebhookPayload } from '../crm/payload.ts';

const call = z.object({
  id: z.string().min(1),
  from: z.e164(),
  to: z.e164(),
  direction: z.enum(['inbound', 'outbound']),
});

// TODO: what each kind of webhook becomes; docs/events.md lists the events. What is not mapped stays ignored by its name.
/** From a webhook to events. Pure. */
export const toEvents = (
  { id, type, time, data }: WebhookPayload,
  { event, ignore }: MapTools<TouchpointEvents>,
): readonly (MappedEvent | IgnoredEvent)[] => {
  if (type !== 'call.answered') return [ignore(type)];
  const { id: callId, from, to, direction } = call.parse(data);
  const phone = direction === 'inbound' ? from : to;
  return [
    event('call.answered', {
      id,
      time,
      subject: callId,
      data: { callId, from, to, direction, customer: { phone } },
    }),
  ];
};
