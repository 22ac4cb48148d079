import type { IgnoredEvent, MappedEvent, MapTools, TouchpointEvents } from '@touchline/core';
import { z } from 'zod';
import type { WebhookPayload } from '../crm/payload.ts';

const message = z.object({
  id: z.string().min(1),
  conversation: z.string().min(1),
  sender: z.string().min(1),
  text: z.string().optional(),
});

// TODO: what each kind of webhook becomes; docs/events.md lists the events. What is not mapped stays ignored by its name.
/** From a webhook to events. Pure. */
export const toEvents = (
  { id, type, time, data }: WebhookPayload,
  { event, ignore }: MapTools<TouchpointEvents>,
): readonly (MappedEvent | IgnoredEvent)[] => {
  if (type !== 'message.received') return [ignore(type)];
  const { id: messageId, conversation: conversationId, sender, text } = message.parse(data);
  return [
    event('message.received', {
      id,
      time,
      subject: messageId,
      data: {
        messageId,
        channel: 'example_vendor',
        conversationId,
        from: { id: sender },
        ...(text !== undefined && { text }),
        customer: { externalIds: { 'example-vendor': sender } },
      },
    }),
  ];
};
