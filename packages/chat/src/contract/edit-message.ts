import { defineAction } from '@touchline/core';
import { z } from 'zod';
import { conversationId, messageContent, messageId } from './message-content.ts';

/** Replaces what one of your messages says. */
export const editMessage = defineAction({
  name: 'editMessage',
  title: 'Edit a message',
  description:
    'Replaces the content of a message of yours as a whole: attachments and buttons that are not given again are gone.',
  input: z.strictObject({ conversationId, messageId, ...messageContent }),
  output: z.object({ messageId, conversationId }),
  effect: 'write',
  idempotent: 'natural',
  example: {
    conversationId: 'C0LAN2Q65',
    messageId: '1763717400.000200',
    text: 'Your order was delivered.',
  },
});

/** What {@link editMessage} takes. */
export interface EditMessageInput extends z.input<typeof editMessage.input> {}

/** What {@link editMessage} gives. */
export interface EditMessageOutput extends z.output<typeof editMessage.output> {}
