import type { TelegramUpdateOf } from '../payload.ts';
import {
  chatAsParticipant,
  messageSubject,
  participantOf,
  personOf,
  type TelegramResult,
  type TelegramTools,
} from './map-tools.ts';

type ReactionUpdate = TelegramUpdateOf<'message_reaction'>['item'];

/** Telegram says which reactions somebody had and has: what is new was added, what is gone was removed. */
export const reactionToEvents = (
  { chat, message_id: messageId, user, actor_chat, date, old_reaction, new_reaction }: ReactionUpdate,
  tools: TelegramTools,
): readonly TelegramResult[] => {
  const before = new Set(old_reaction.map(emojiOf));
  const after = new Set(new_reaction.map(emojiOf));
  const from = user ? participantOf(user) : actor_chat ? chatAsParticipant(actor_chat) : undefined;
  const results = (['removed', 'added'] as const).flatMap((change) => {
    const [had, has] = change === 'added' ? [before, after] : [after, before];
    return [...has]
      .filter((emoji) => !had.has(emoji))
      .map((emoji) =>
        tools.event(change === 'added' ? 'reaction.added' : 'reaction.removed', {
          ...tools.draft(date, `${change}:${emoji}`),
          subject: messageSubject(chat.id, messageId),
          data: {
            ...personOf(user),
            channel: 'telegram',
            messageId,
            emoji,
            conversationId: chat.id,
            ...(from && { from }),
          },
        }),
      );
  });
  return results.length > 0 ? results : [tools.ignore('message_reaction (unchanged)')];
};

/** The emoji itself; a custom one by its id; `paid` for the star that costs. */
const emojiOf = ({ type, emoji, custom_emoji_id: custom }: ReactionUpdate['new_reaction'][number]): string =>
  (emoji || (custom ? `custom:${custom}` : type)).slice(0, 256);
