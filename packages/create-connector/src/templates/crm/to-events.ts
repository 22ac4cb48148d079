import type { IgnoredEvent, MappedEvent, MapTools, TouchpointEvents } from '@touchline/core';
import { z } from 'zod';
import type { WebhookPayload } from './payload.ts';

/** An address that is none costs the address, not the event. */
const contact = z.object({ id: z.string().min(1), email: z.email().optional().catch(undefined) });

// TODO: what each kind of webhook becomes; docs/events.md lists the events. What is not mapped stays ignored by its name.
/** From a webhook to events. Pure. */
export const toEvents = (
  { id, type, time, data }: WebhookPayload,
  { event, ignore }: MapTools<TouchpointEvents>,
): readonly (MappedEvent | IgnoredEvent)[] => {
  if (type !== 'contact.created') return [ignore(type)];
  const { id: objectId, email } = contact.parse(data);
  return [
    event('contact.created', {
      id,
      time,
      subject: objectId,
      data: { objectId, ...(email !== undefined && { email, customer: { email } }) },
    }),
  ];
};
