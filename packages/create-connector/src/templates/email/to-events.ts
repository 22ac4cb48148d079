import type { IgnoredEvent, MappedEvent, MapTools, TouchpointEvents } from '@touchline/core';
import { z } from 'zod';
import type { WebhookPayload } from '../crm/payload.ts';

const delivery = z.object({ messageId: z.string().min(1), recipient: z.email() });

// TODO: what each kind of webhook becomes; docs/events.md lists the events. What is not mapped stays ignored by its name.
/** From a webhook to events. Pure. */
export const toEvents = (
  { id, type, time, data }: WebhookPayload,
  { event, ignore }: MapTools<TouchpointEvents>,
): readonly (MappedEvent | IgnoredEvent)[] => {
  if (type !== 'email.delivered') return [ignore(type)];
  const { messageId, recipient } = delivery.parse(data);
  return [
    event('email.delivered', {
      id,
      time,
      subject: messageId,
      data: { messageId, recipient, customer: { email: recipient } },
    }),
  ];
};
