import { defineAction } from '@touchline/core';
import { z } from 'zod';
import { conversationId, messageId } from './message-content.ts';

/** Takes one of your messages back. */
export const deleteMessage = defineAction({
  name: 'deleteMessage',
  title: 'Delete a message',
  description:
    'Takes a message of yours back, for everyone. A message that is gone already counts as deleted.',
  input: z.strictObject({ conversationId, messageId }),
  output: z.object({ messageId, conversationId }),
  effect: 'destructive',
  idempotent: 'natural',
  example: { conversationId: 'C0LAN2Q65', messageId: '1763717400.000200' },
});

/** What {@link deleteMessage} takes. */
export interface DeleteMessageInput extends z.input<typeof deleteMessage.input> {}

/** What {@link deleteMessage} gives. */
export interface DeleteMessageOutput extends z.output<typeof deleteMessage.output> {}
