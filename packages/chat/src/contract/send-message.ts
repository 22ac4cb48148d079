import { defineAction } from '@touchline/core';
import { z } from 'zod';
import { conversationId, messageContent, messageId, threadId } from './message-content.ts';

/**
 * Sends a message. The same input works for every vendor of the category; an option that a vendor cannot honour is refused
 * with `action.not_supported`, which names it, and never silently left out.
 */
export const sendMessage = defineAction({
  name: 'sendMessage',
  title: 'Send a message',
  description:
    'Sends a message to a conversation, into a thread or in answer to another message where the channel has such things.',
  input: z.strictObject({
    conversationId,
    ...messageContent,
    threadId: threadId.optional(),
    replyToMessageId: messageId
      .optional()
      .describe(
        'The message that it answers. Channels that only have threads post into the thread of that message.',
      ),
  }),
  output: z.object({
    messageId,
    conversationId: conversationId.describe(
      'Where it is now; another id than was asked for when a person was addressed.',
    ),
  }),
  effect: 'write',
  idempotent: 'no',
  example: {
    conversationId: 'C0LAN2Q65',
    text: 'Your order has left our warehouse.',
    buttons: [
      { kind: 'reply', id: 'delay_delivery', label: 'Deliver later', value: '1042' },
      { kind: 'link', label: 'Track it', url: 'https://shop.example.com/orders/1042' },
    ],
    threadId: '1763717400.000200',
  },
});

/** What {@link sendMessage} takes. */
export interface SendMessageInput extends z.input<typeof sendMessage.input> {}

/** What {@link sendMessage} gives. */
export interface SendMessageOutput extends z.output<typeof sendMessage.output> {}
