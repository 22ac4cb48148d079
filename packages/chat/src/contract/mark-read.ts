import { defineAction } from '@touchline/core';
import { z } from 'zod';
import { conversationId, messageId } from './message-content.ts';

/** Shows the other side that a message was read. */
export const markRead = defineAction({
  name: 'markRead',
  title: 'Mark a message as read',
  description:
    'Shows the other side that a message was read, and all before it. Channels that know only conversations mark the whole one.',
  input: z.strictObject({ conversationId, messageId }),
  output: z.object({ messageId, conversationId }),
  effect: 'write',
  idempotent: 'natural',
  example: { conversationId: '+14155550123', messageId: 'wamid.HBgLMTQxNTU1NTAxMjM' },
});

/** What {@link markRead} takes. */
export interface MarkReadInput extends z.input<typeof markRead.input> {}

/** What {@link markRead} gives. */
export interface MarkReadOutput extends z.output<typeof markRead.output> {}
