import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { pii } from '../privacy/pii.ts';
import { attachment } from '../values/attachment.ts';
import { channelAddress } from '../values/channel-address.ts';
import { customerRef } from '../values/customer-ref.ts';
import { failure } from '../values/failure.ts';
import { metadata } from '../values/metadata.ts';
import { participant } from '../values/participant.ts';
import { timestamp } from '../values/timestamp.ts';
import { vendorId } from '../values/vendor-id.ts';

const message = z.object({
  customer: customerRef.optional(),
  messageId: vendorId.describe("The vendor's id of the message, the same in all its events."),
  channel: z.string().min(1).max(64).describe('`sms`, `whatsapp`, `slack`, `telegram`, …'),
  conversationId: vendorId
    .meta(pii('identifier'))
    .optional()
    .describe('The Slack channel, the Telegram chat, the WhatsApp number of the other side.'),
  threadId: vendorId.optional().describe('The thread within the conversation.'),
});

const content = {
  text: z.string().meta(pii('free_text')).optional(),
  attachments: z.array(attachment).optional(),
  location: z
    .object({
      latitude: z.number().min(-90).max(90).meta(pii('location')),
      longitude: z.number().min(-180).max(180).meta(pii('location')),
    })
    .optional(),
  replyToMessageId: vendorId.optional().describe('The message that it answers or quotes.'),
  metadata: metadata.optional(),
};

/** Some vendors say of every message at once how far it came, and name none: `upTo` in place of `messageId`. */
const receipt = message.extend({
  messageId: message.shape.messageId.optional(),
  to: channelAddress.optional(),
  upTo: timestamp
    .optional()
    .describe('It is true of every message of yours in the conversation that was sent until then.'),
});

const example = {
  customer: { phone: '+14155550123', externalIds: { 'whatsapp-main': '14155550123' }, name: 'Ada Lovelace' },
  messageId: 'wamid.HBgLMTQxNTU1NTAxMjM',
  channel: 'whatsapp',
  conversationId: '14155550123',
  threadId: 'thread-1',
};

const contentExample = {
  text: 'Where is my order?',
  attachments: [
    {
      name: 'lid.jpg',
      contentType: 'image/jpeg',
      sizeBytes: 48_213,
      url: 'https://files.example.com/media/1042',
    },
  ],
  location: { latitude: 51.5074, longitude: -0.1278 },
  replyToMessageId: 'wamid.HBgLMTQxNTU1NTAxMTE',
  metadata: { flow: 'support' },
};

/** Defines `message.received`. */
export const messageReceived = defineEvent({
  type: 'message.received',
  title: 'Message received',
  description: 'Someone wrote to you, in a chat or a text message.',
  data: message.extend({
    from: participant,
    to: channelAddress.optional().describe('The number, account or channel it was written to.'),
    ...content,
    mentionsYou: z.boolean().optional().describe('Whether it names your bot, or was written to it alone.'),
  }),
  example: {
    ...example,
    from: { id: '+14155550123', displayName: 'Ada Lovelace', isBot: false },
    to: '+14155550100',
    ...contentExample,
    mentionsYou: true,
  },
});

/** Data of `message.received`: someone wrote to you, in a chat or a text message. */
export interface MessageReceived extends z.output<typeof messageReceived.data> {}

/** Defines `message.sent`. */
export const messageSent = defineEvent({
  type: 'message.sent',
  title: 'Message sent',
  description: 'A message of yours left for its recipient.',
  data: message.extend({
    from: channelAddress.optional().describe('The number, account or sender name it was written from.'),
    to: channelAddress.optional(),
    ...content,
  }),
  example: {
    ...example,
    from: '+14155550100',
    to: '+14155550123',
    ...contentExample,
    text: 'It left this morning.',
  },
});

/** Data of `message.sent`: a message of yours left for its recipient. */
export interface MessageSent extends z.output<typeof messageSent.data> {}

/** Defines `message.delivered`. */
export const messageDelivered = defineEvent({
  type: 'message.delivered',
  title: 'Message delivered',
  description: "A message of yours reached the recipient's device.",
  data: receipt,
  example: { ...example, to: '+14155550123', upTo: '2026-11-21T09:30:00Z' },
});

/** Data of `message.delivered`: a message of yours reached the recipient's device. */
export interface MessageDelivered extends z.output<typeof messageDelivered.data> {}

/** Defines `message.read`. */
export const messageRead = defineEvent({
  type: 'message.read',
  title: 'Message read',
  description: 'The recipient read a message of yours.',
  data: receipt,
  example: { ...example, to: '+14155550123', upTo: '2026-11-21T09:30:00Z' },
});

/** Data of `message.read`: the recipient read a message of yours. */
export interface MessageRead extends z.output<typeof messageRead.data> {}

/** Defines `message.failed`. */
export const messageFailed = defineEvent({
  type: 'message.failed',
  title: 'Message failed',
  description: 'A message of yours could not be sent or delivered.',
  data: message.extend({
    to: channelAddress.optional(),
    failure: failure.optional(),
  }),
  example: {
    ...example,
    to: '+14155550123',
    failure: { code: '131026', message: 'The message cannot be delivered.' },
  },
});

/** Data of `message.failed`: a message of yours could not be sent or delivered. */
export interface MessageFailed extends z.output<typeof messageFailed.data> {}

/** Defines `message.edited`. */
export const messageEdited = defineEvent({
  type: 'message.edited',
  title: 'Message edited',
  description: 'Someone changed a message that was already there.',
  data: message.extend({
    from: participant.optional(),
    ...content,
    previousText: z.string().meta(pii('free_text')).optional(),
  }),
  example: {
    ...example,
    from: { id: '+14155550123', displayName: 'Ada Lovelace', isBot: false },
    ...contentExample,
    previousText: 'Where is my odrer?',
  },
});

/** Data of `message.edited`: someone changed a message that was already there. */
export interface MessageEdited extends z.output<typeof messageEdited.data> {}

/** Defines `message.deleted`. */
export const messageDeleted = defineEvent({
  type: 'message.deleted',
  title: 'Message deleted',
  description: 'Someone took a message back.',
  data: message.extend({ deletedBy: participant.optional() }),
  example: { ...example, deletedBy: { id: '+14155550123', displayName: 'Ada Lovelace' } },
});

/** Data of `message.deleted`: someone took a message back. */
export interface MessageDeleted extends z.output<typeof messageDeleted.data> {}

/** All events of chat and text messages. */
export const messageEvents: readonly EventDefinition[] = [
  messageReceived,
  messageSent,
  messageDelivered,
  messageRead,
  messageFailed,
  messageEdited,
  messageDeleted,
];
