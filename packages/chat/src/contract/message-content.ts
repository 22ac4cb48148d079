import { pii } from '@touchline/core';
import { z } from 'zod';

/** An id that a channel gave to one of its things: opaque, compared byte by byte. */
const channelId = z.string().min(1).max(1024);

/** Where a message is, or is to be. */
export const conversationId = channelId
  .meta(pii('identifier'))
  .describe(
    'The conversation on the channel: a channel or user id, a chat id, or a phone number in E.164 where the channel is addressed by numbers.',
  );

/** A message in its conversation. */
export const messageId = channelId.describe("The vendor's id of the message.");

/** A thread in a conversation. */
export const threadId = channelId.describe('The thread within the conversation.');

/** The words of a message. */
export const messageText = z
  .string()
  .max(40_000)
  .regex(/\S/, 'must not be blank')
  .meta(pii('free_text'))
  .describe(
    'The words. Where a channel cannot show the rest, or only announces it, this is what people see.',
  );

/** How the words are written. */
export const textFormat = z
  .enum(['plain', 'markdown'])
  .default('plain')
  .describe('`plain`: shown as it is, no character has a meaning. `markdown`: CommonMark.');

/** A file that the vendor fetches and shows, or offers for download. */
export const messageAttachment = z
  .strictObject({
    kind: z.enum(['image', 'video', 'audio', 'file']),
    url: z
      .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
      .max(3_000)
      .meta(pii('other'))
      .describe('Where the vendor fetches it, so it must be reachable from outside.'),
    name: z.string().min(1).max(255).optional().describe('The file name that people see.'),
    contentType: z.string().min(1).max(256).optional().describe('The media type: `image/png`.'),
    alternativeText: z
      .string()
      .min(1)
      .max(2_000)
      .meta(pii('free_text'))
      .optional()
      .describe('What is in it, for those who cannot see it.'),
  })
  .meta({ id: 'MessageAttachment', description: 'A file that goes with a message, by its URL.' });

/** See {@link messageAttachment}. */
export interface MessageAttachment extends z.input<typeof messageAttachment> {}

const label = z.string().min(1).max(75).describe('What stands on the button.');

/** A button below a message. A press of `reply` comes back as `interaction.received`; `link` opens a page. */
export const messageButton = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('reply'),
      label,
      id: z
        .string()
        .min(1)
        .max(255)
        .describe('Comes back as `name` of the interaction. Unique in its message.'),
      value: z
        .string()
        .min(1)
        .max(2_000)
        .meta(pii('other'))
        .optional()
        .describe('Comes back as `value` of the interaction.'),
      style: z.enum(['primary', 'danger']).optional().describe('Shown where the channel has styles.'),
    }),
    z.strictObject({
      kind: z.literal('link'),
      label,
      url: z
        .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
        .max(3_000)
        .meta(pii('other')),
    }),
  ])
  .meta({ id: 'MessageButton', description: 'A button below a message.' });

/** See {@link messageButton}. */
export type MessageButton = z.input<typeof messageButton>;

const haveUniqueIds = (buttons: readonly z.output<typeof messageButton>[]): boolean => {
  const ids = buttons.flatMap((button) => (button.kind === 'reply' ? [button.id] : []));
  return new Set(ids).size === ids.length;
};

/** What a message says and shows: the same for a new message and for an edited one. */
export const messageContent = {
  text: messageText,
  format: textFormat,
  attachments: z.array(messageAttachment).max(10).optional(),
  buttons: z
    .array(messageButton)
    .min(1)
    .max(25)
    .refine(haveUniqueIds, 'must have an id of its own each')
    .optional()
    .describe('Vendors allow different numbers and lengths, and refuse what is beyond theirs.'),
  native: z
    .record(z.string().min(1).max(64), z.looseObject({}))
    .optional()
    .describe(
      "A vendor's own message parts, under the id of its connector. Every connector reads only its own, so one input can hold several.",
    ),
};
