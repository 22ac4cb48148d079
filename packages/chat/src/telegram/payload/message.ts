import { z } from 'zod';
import { id, said, telegramChat, telegramUser } from './people.ts';

const file = z.object({
  file_id: z.string(),
  file_name: said,
  mime_type: said,
  file_size: z.number().nullish(),
});

/** See {@link file}. */
export interface TelegramFile extends z.output<typeof file> {}

const entity = z.object({ type: z.string(), user: telegramUser.nullish().catch(undefined) });

const location = z.object({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
});

/** The files of a message that are one each. */
const files = {
  animation: file.nullish(),
  audio: file.nullish(),
  document: file.nullish(),
  sticker: file.nullish(),
  video: file.nullish(),
  video_note: file.nullish(),
  voice: file.nullish(),
};

/**
 * A message. Only the fields that are read: the kind of thing it holds is the field that is there.
 *
 * @see https://core.telegram.org/bots/api#message
 */
export const telegramMessage = z.looseObject({
  message_id: id,
  date: z.number(),
  edit_date: z.number().nullish(),
  chat: telegramChat,
  from: telegramUser.nullish(),
  sender_chat: telegramChat.nullish(),
  message_thread_id: id.nullish(),
  is_topic_message: z.boolean().nullish(),
  reply_to_message: z.object({ message_id: id, from: telegramUser.nullish() }).nullish().catch(undefined),
  business_connection_id: said,
  media_group_id: said,
  text: said,
  caption: said,
  entities: z.array(entity).nullish(),
  caption_entities: z.array(entity).nullish(),
  photo: z.array(file).nullish(),
  ...files,
  location: location.nullish(),
  venue: z.object({ location, title: said, address: said }).nullish(),
  contact: z.object({ phone_number: said, first_name: said, last_name: said }).nullish(),
  poll: z.object({ question: z.string() }).nullish(),
  dice: z.object({ emoji: said, value: z.number() }).nullish(),
  web_app_data: z.object({ data: z.string(), button_text: said }).nullish(),
  new_chat_members: z.array(telegramUser).nullish(),
  left_chat_member: telegramUser.nullish(),
});

/** See {@link telegramMessage}. */
export interface TelegramMessage extends z.output<typeof telegramMessage> {}

/** The names of the files of a message that are one each. */
export const fileFields = Object.keys(files) as readonly (keyof typeof files)[];
