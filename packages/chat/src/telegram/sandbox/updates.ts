import type { Bot, SandboxUpdate } from './bot.ts';

interface ByPerson {
  /** The person's id. */
  readonly from: number;
  /** Default: the person's own chat with the bot. */
  readonly chatId?: number;
}

/** What happens on Telegram. */
export type TelegramWebhookInput =
  | ({ readonly kind: 'message'; readonly text: string } & ByPerson)
  | ({ readonly kind: 'edit'; readonly messageId: number; readonly text: string } & ByPerson)
  | ({ readonly kind: 'button'; readonly messageId: number; readonly data: string } & ByPerson)
  | ({
      readonly kind: 'reaction';
      readonly messageId: number;
      readonly emoji: readonly string[];
      readonly before?: readonly string[];
    } & ByPerson)
  | ({ readonly kind: 'block' | 'unblock' } & ByPerson)
  /** Any update, without its id. */
  | { readonly kind: 'update'; readonly update: object }
  /** Any JSON, as it is. */
  | { readonly kind: 'json'; readonly body: unknown };

/** Writes the update that Telegram would post. */
export const updateOf = (webhook: TelegramWebhookInput, bot: Bot): SandboxUpdate => ({
  update_id: bot.nextId(),
  ...partOf(webhook, bot),
});

/** https://core.telegram.org/bots/api#update */
const partOf = (webhook: TelegramWebhookInput, bot: Bot): object => {
  if (webhook.kind === 'json') return typeof webhook.body === 'object' ? { ...webhook.body } : {};
  if (webhook.kind === 'update') return webhook.update;
  const date = Math.floor(bot.clock.now() / 1_000);
  const from = { id: webhook.from, is_bot: false, first_name: 'Ada', last_name: 'Lovelace', username: 'ada' };
  const chatId = webhook.chatId ?? webhook.from;
  const chat =
    chatId > 0
      ? { id: chatId, type: 'private', first_name: 'Ada' }
      : { id: chatId, type: 'supergroup', title: 'Support' };
  switch (webhook.kind) {
    case 'message':
      return { message: { message_id: bot.nextId(), from, chat, date, text: webhook.text } };
    case 'edit': {
      const { messageId, text } = webhook;
      return { edited_message: { message_id: messageId, from, chat, date, edit_date: date, text } };
    }
    case 'button': {
      const message = { message_id: webhook.messageId, from: botOf(bot), chat, date, text: '…' };
      const id = String(4_382_174_950_000_000 + bot.nextId());
      return { callback_query: { id, from, message, chat_instance: '1', data: webhook.data } };
    }
    case 'reaction': {
      const { messageId, emoji, before = [] } = webhook;
      const reactionOf = (each: string): object => ({ type: 'emoji', emoji: each });
      return {
        message_reaction: {
          chat,
          message_id: messageId,
          user: from,
          date,
          old_reaction: before.map(reactionOf),
          new_reaction: emoji.map(reactionOf),
        },
      };
    }
    default: {
      const [before, after] = webhook.kind === 'block' ? ['member', 'kicked'] : ['kicked', 'member'];
      const memberOf = (status: string | undefined): object => ({ user: botOf(bot), status });
      return {
        my_chat_member: {
          chat,
          from,
          date,
          old_chat_member: memberOf(before),
          new_chat_member: memberOf(after),
        },
      };
    }
  }
};

const botOf = ({ botId, botUsername }: Bot): object => ({
  id: botId,
  is_bot: true,
  first_name: 'Sandbox',
  username: botUsername,
});
