import type { TelegramMessage } from '../payload/message.ts';
import type { TelegramUser } from '../payload/people.ts';
import type { TelegramChatMember, TelegramMemberUpdate } from '../payload.ts';
import { participantOf, personOf, type TelegramResult, type TelegramTools } from './map-tools.ts';

/**
 * The bot itself: in a private chat somebody blocked it, which is the one way to opt out there, or unblocked it; in a group it was
 * added or removed.
 *
 * @see https://core.telegram.org/bots/api#chatmemberupdated
 */
export const myChatMemberToEvent = (update: TelegramMemberUpdate, tools: TelegramTools): TelegramResult => {
  const { chat, from, date, old_chat_member: before, new_chat_member: after } = update;
  if (isIn(before) === isIn(after)) return tools.ignore(`my_chat_member (${after.status})`);
  const draft = { ...tools.draft(date), subject: chat.id };
  if (chat.type === 'private') {
    const data = { ...personOf(from), channel: 'telegram', address: chat.id, method: 'block' };
    if (!isIn(after)) return tools.event('contact.opted_out', { ...draft, data });
    return tools.event('contact.opted_in', { ...draft, data: { ...data, method: 'unblock' } });
  }
  const data = {
    channel: 'telegram',
    workspaceId: chat.id,
    ...(chat.title && { workspaceName: chat.title.slice(0, 512) }),
  };
  return isIn(after)
    ? tools.event('channel.app_installed', { ...draft, data: { ...data, installedBy: participantOf(from) } })
    : tools.event('channel.app_uninstalled', { ...draft, data: { ...data, reason: after.status } });
};

/** Somebody came to, or left, a chat that the bot administers; other bots are only told by notes in the chat. */
export const chatMemberToEvents = (
  { chat, from, date, old_chat_member: before, new_chat_member: after }: TelegramMemberUpdate,
  tools: TelegramTools,
): readonly TelegramResult[] => {
  if (isIn(before) === isIn(after)) return [tools.ignore(`chat_member (${after.status})`)];
  return [
    isIn(after)
      ? joined(chat.id, after.user, from, date, tools)
      : left(chat.id, after.user, from, date, tools),
  ];
};

/** The note that says who came. */
export const joinedMembers = (
  { chat, from, date }: TelegramMessage,
  members: readonly TelegramUser[],
  tools: TelegramTools,
): readonly TelegramResult[] => members.map((member) => joined(chat.id, member, from, date, tools));

/** The note that says who left. */
export const leftMember = (
  { chat, from, date }: TelegramMessage,
  member: TelegramUser,
  tools: TelegramTools,
): TelegramResult => left(chat.id, member, from, date, tools);

/**
 * An administering bot is told twice, by an update and by a note in the chat: the id is made of what happened, so that the second
 * is known for a duplicate.
 */
const draftOf = (kind: string, chatId: string, user: TelegramUser, date: number, tools: TelegramTools) => ({
  ...tools.draft(date),
  id: `${kind}:${chatId}:${user.id}:${date}`,
  subject: chatId,
});

const joined = (
  chatId: string,
  user: TelegramUser,
  by: TelegramUser | null | undefined,
  date: number,
  tools: TelegramTools,
): TelegramResult =>
  tools.event('member.joined', {
    ...draftOf('joined', chatId, user, date, tools),
    data: {
      ...membershipOf(chatId, user),
      ...(by && by.id !== user.id && { invitedBy: participantOf(by) }),
    },
  });

const left = (
  chatId: string,
  user: TelegramUser,
  by: TelegramUser | null | undefined,
  date: number,
  tools: TelegramTools,
): TelegramResult =>
  tools.event('member.left', {
    ...draftOf('left', chatId, user, date, tools),
    data: {
      ...membershipOf(chatId, user),
      ...(by && by.id !== user.id && { removedBy: participantOf(by) }),
    },
  });

const membershipOf = (conversationId: string, user: TelegramUser) => ({
  ...personOf(user),
  conversationId,
  channel: 'telegram',
  member: participantOf(user),
});

const isIn = ({ status, is_member }: TelegramChatMember): boolean =>
  status === 'restricted' ? is_member === true : !['left', 'kicked'].includes(status);
