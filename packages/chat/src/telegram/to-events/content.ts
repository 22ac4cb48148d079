import type { MessageReceived } from '@touchline/core';
import { fileFields, type TelegramFile, type TelegramMessage } from '../payload/message.ts';

type Content = Pick<MessageReceived, 'text' | 'attachments' | 'location' | 'replyToMessageId' | 'metadata'>;

/**
 * What a message says; undefined for a note of the chat about itself. A file has no address without the bot's token:
 * `metadata.file_id` is what `getFile` takes.
 */
export const contentOf = (message: TelegramMessage): Content | undefined => {
  const file = fileOf(message);
  const text = textOf(message);
  const location = message.venue?.location ?? message.location;
  if (text === undefined && !file && !location) return undefined;
  const reply = message.reply_to_message?.message_id;
  const metadata = {
    ...(file && { file_id: file.file_id }),
    ...(message.media_group_id && { media_group_id: message.media_group_id }),
    ...(message.business_connection_id && { business_connection_id: message.business_connection_id }),
  };
  return {
    ...(text && { text }),
    ...(file && { attachments: [attachmentOf(file)] }),
    ...(location && { location: { latitude: location.latitude, longitude: location.longitude } }),
    ...(reply && { replyToMessageId: reply }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  };
};

/** What a note of the chat is about: the one field that no message has besides. */
export const serviceOf = (message: TelegramMessage): string =>
  Object.keys(message).find((name) => !everyday.has(name)) ?? 'empty';

const everyday: ReadonlySet<string> = new Set([
  'message_id',
  'message_thread_id',
  'is_topic_message',
  'date',
  'edit_date',
  'chat',
  'from',
  'sender_chat',
  'reply_to_message',
  'via_bot',
  'business_connection_id',
  'sender_business_bot',
  'author_signature',
  'has_protected_content',
]);

const fileOf = (message: TelegramMessage): TelegramFile | undefined => {
  for (const field of fileFields) {
    const file = message[field];
    if (file) return file;
  }
  // A photo comes in several sizes, the largest last.
  return message.photo?.at(-1);
};

const textOf = (message: TelegramMessage): string | undefined => {
  const { text, caption, venue, contact, poll, dice } = message;
  if (text ?? caption) return text ?? caption ?? undefined;
  if (venue) return joined(venue.title, venue.address);
  if (contact)
    return joined([contact.first_name, contact.last_name].filter(Boolean).join(' '), contact.phone_number);
  return poll?.question ?? (dice ? `${dice.emoji ?? ''} ${dice.value}`.trim() : undefined);
};

const attachmentOf = ({ file_name: name, mime_type: contentType, file_size: size }: TelegramFile) => ({
  ...(name && { name }),
  ...(contentType && { contentType: contentType.slice(0, 256) }),
  ...(Number.isSafeInteger(size) && Number(size) >= 0 && { sizeBytes: Number(size) }),
});

const joined = (...parts: readonly (string | null | undefined)[]): string => parts.filter(Boolean).join(', ');
