import type { TelegramMessage } from '../payload/message.ts';
import type { TelegramChat } from '../payload/people.ts';
import { contentOf, serviceOf } from './content.ts';
import { webAppToEvent } from './interaction-to-event.ts';
import {
  chatAsParticipant,
  messageSubject,
  participantOf,
  personOf,
  type TelegramResult,
  type TelegramTools,
} from './map-tools.ts';
import { joinedMembers, leftMember } from './member-to-events.ts';

/**
 * A message that somebody wrote, to the bot, to a group or to a channel. One of the bot's own is `message.sent`, so that nothing
 * answers itself. Notes of the chat about itself are ignored by name, but for who came and went.
 */
export const messageToEvents = (
  message: TelegramMessage,
  tools: TelegramTools,
): readonly TelegramResult[] => {
  const { chat, date, from, message_id: messageId, new_chat_members, left_chat_member } = message;
  if (new_chat_members) return joinedMembers(message, new_chat_members, tools);
  if (left_chat_member) return [leftMember(message, left_chat_member, tools)];
  if (message.web_app_data) return [webAppToEvent(message, message.web_app_data, tools)];
  const content = contentOf(message);
  if (!content) return [tools.ignore(`message (${serviceOf(message)})`)];
  const draft = { ...tools.draft(date), subject: messageSubject(chat.id, messageId) };
  const data = { ...identityOf(message), ...content };
  if (isOwn(message, tools))
    return [tools.event('message.sent', { ...draft, data: { ...data, from: tools.botId, to: chat.id } })];
  return [
    tools.event('message.received', {
      ...draft,
      data: {
        ...personOf(from),
        ...data,
        from: authorOf(message),
        to: chat.type === 'private' ? tools.botId : chat.id,
        mentionsYou: mentionsUs(message, tools),
      },
    }),
  ];
};

/** A message that says something else now. */
export const editToEvent = (message: TelegramMessage, tools: TelegramTools): TelegramResult =>
  tools.event('message.edited', {
    ...tools.draft(message.edit_date ?? message.date),
    subject: messageSubject(message.chat.id, message.message_id),
    data: {
      ...personOf(message.from),
      ...identityOf(message),
      from: authorOf(message),
      ...contentOf(message),
    },
  });

/** Messages that were taken back in a chat that the bot reads for a business; elsewhere bots are not told. */
export const deletedToEvents = (
  { chat, message_ids }: { readonly chat: TelegramChat; readonly message_ids: readonly string[] },
  tools: TelegramTools,
): readonly TelegramResult[] =>
  message_ids.map((messageId) =>
    tools.event('message.deleted', {
      ...tools.draft(undefined, messageId),
      subject: messageSubject(chat.id, messageId),
      data: { messageId, channel: 'telegram', conversationId: chat.id },
    }),
  );

const identityOf = ({ message_id, chat, is_topic_message, message_thread_id: thread }: TelegramMessage) => ({
  messageId: message_id,
  channel: 'telegram',
  conversationId: chat.id,
  ...(is_topic_message && thread && { threadId: thread }),
});

/** Posts of a channel have no author but the channel. */
const authorOf = ({ from, sender_chat, chat }: TelegramMessage) =>
  from ? participantOf(from) : chatAsParticipant(sender_chat ?? chat);

const isOwn = ({ from }: TelegramMessage, { botId }: TelegramTools): boolean => from?.id === botId;

const mentionsUs = (message: TelegramMessage, { botId }: TelegramTools): boolean =>
  message.chat.type === 'private' ||
  message.reply_to_message?.from?.id === botId ||
  [...(message.entities ?? []), ...(message.caption_entities ?? [])].some(({ user }) => user?.id === botId);
