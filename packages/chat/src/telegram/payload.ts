import { z } from 'zod';
import { telegramMessage } from './payload/message.ts';
import { id, said, telegramChat, telegramUser } from './payload/people.ts';

const chatMember = z.object({
  status: z.string(),
  user: telegramUser,
  is_member: z.boolean().nullish(),
});

/** Whether somebody is in a chat, before and after. */
const memberUpdate = z.object({
  chat: telegramChat,
  from: telegramUser,
  date: z.number(),
  old_chat_member: chatMember,
  new_chat_member: chatMember,
});

/** See {@link memberUpdate}. */
export interface TelegramMemberUpdate extends z.output<typeof memberUpdate> {}

/** See {@link chatMember}. */
export interface TelegramChatMember extends z.output<typeof chatMember> {}

const reactions = z.array(z.object({ type: z.string(), emoji: said, custom_emoji_id: said }));

const base = { update_id: id };

const known = z.discriminatedUnion('kind', [
  z.object({
    ...base,
    kind: z.literal(['message', 'channel_post', 'business_message']),
    item: telegramMessage,
  }),
  z.object({
    ...base,
    kind: z.literal(['edited_message', 'edited_channel_post', 'edited_business_message']),
    item: telegramMessage,
  }),
  z.object({
    ...base,
    kind: z.literal('deleted_business_messages'),
    item: z.object({ chat: telegramChat, message_ids: z.array(id) }),
  }),
  z.object({
    ...base,
    kind: z.literal('callback_query'),
    item: z.object({
      id: z.string().min(1),
      from: telegramUser,
      message: z.object({ message_id: id, chat: telegramChat, date: z.number().nullish() }).nullish(),
      inline_message_id: said,
      data: said,
      game_short_name: said,
    }),
  }),
  z.object({
    ...base,
    kind: z.literal('inline_query'),
    item: z.object({ id: z.string().min(1), from: telegramUser, query: z.string() }),
  }),
  z.object({
    ...base,
    kind: z.literal('chosen_inline_result'),
    item: z.object({
      result_id: z.string(),
      from: telegramUser,
      query: z.string(),
      inline_message_id: said,
    }),
  }),
  z.object({
    ...base,
    kind: z.literal('poll_answer'),
    item: z.object({
      poll_id: z.string().min(1),
      user: telegramUser.nullish(),
      option_ids: z.array(z.number()),
    }),
  }),
  z.object({ ...base, kind: z.literal(['my_chat_member', 'chat_member']), item: memberUpdate }),
  z.object({
    ...base,
    kind: z.literal('message_reaction'),
    item: z.object({
      chat: telegramChat,
      message_id: id,
      user: telegramUser.nullish(),
      actor_chat: telegramChat.nullish(),
      date: z.number(),
      old_reaction: reactions,
      new_reaction: reactions,
    }),
  }),
  z.object({ ...base, kind: z.literal('other'), name: z.string() }),
]);

const knownKinds: ReadonlySet<string> = new Set(
  known.options.flatMap((option) => [...option.shape.kind.values]),
);

/**
 * An update by its kind: the one key beside its id. New kinds come up several times a year: they are other, and ignored by
 * name.
 *
 * @see https://core.telegram.org/bots/api#update
 */
export const telegramUpdate = z.preprocess((update) => {
  if (typeof update !== 'object' || update === null || !('update_id' in update)) return update;
  const { update_id } = update;
  const kind = Object.keys(update).find((key) => key !== 'update_id') ?? 'empty';
  return knownKinds.has(kind) && kind !== 'other'
    ? { update_id, kind, item: (update as Readonly<Record<string, unknown>>)[kind] }
    : { update_id, kind: 'other', name: kind };
}, known);

/** See {@link telegramUpdate}. */
export type TelegramUpdate = z.output<typeof known>;

/** What `Kind` of update looks like. */
export type TelegramUpdateOf<Kind extends TelegramUpdate['kind']> = TelegramUpdate extends infer Update
  ? Update extends { readonly kind: infer Own }
    ? [Own & Kind] extends [never]
      ? never
      : Update
    : never
  : never;

/** Every kind of update that is mapped: what `setWebhook` and the polling ask for. */
export const wantedUpdates: readonly string[] = [...knownKinds].filter((kind) => kind !== 'other');
