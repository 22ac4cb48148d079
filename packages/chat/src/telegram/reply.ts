import type { InboundContext, WebhookReply } from '@touchline/core';
import { readButtonPayload } from '../button-payload.ts';
import type { TelegramSettings } from './config.ts';
import type { TelegramUser } from './payload/people.ts';
import type { TelegramUpdate } from './payload.ts';

/** An update, as far as an answer needs it. */
export interface IncomingUpdate {
  readonly updateId: string;
  /** Telegram's own: `message`, `callback_query`, `inline_query`, …. */
  readonly kind: TelegramUpdate['kind'];
  /** The chat to answer in. */
  readonly chatId?: string;
  readonly messageId?: string;
  /** Who wrote or pressed. */
  readonly from?: { readonly id: string; readonly isBot: boolean; readonly username?: string };
  /** What somebody wrote, a command such as `/start 1042` too; or typed behind the bot's name. */
  readonly text?: string;
  /** For answerCallbackQuery and answerInlineQuery. */
  readonly queryId?: string;
  /** The id and the value of the button that was pressed. */
  readonly button?: { readonly name: string; readonly value?: string };
}

/**
 * A method of the Bot API and its parameters, by Telegram's own names: `{ method: 'sendMessage', chat_id, text }`. What it answers
 * is never known: use an action where that matters.
 *
 * @see https://core.telegram.org/bots/api#making-requests-when-getting-updates
 */
export interface TelegramMethodCall {
  readonly method:
    | 'sendMessage'
    | 'sendChatAction'
    | 'sendPhoto'
    | 'editMessageText'
    | 'deleteMessage'
    | 'setMessageReaction'
    | 'answerCallbackQuery'
    | 'answerInlineQuery'
    | 'answerPreCheckoutQuery'
    | 'answerShippingQuery'
    | (string & {});
  readonly [parameter: string]: unknown;
}

/** What is answered to an update; undefined for nothing. It must be quick. */
export type TelegramReply = (update: IncomingUpdate) => TelegramMethodCall | undefined;

/**
 * Answers an update once it is durable. Telegram repeats an update until it got an answer, so what is answered may be done twice.
 * A function that throws costs neither the update nor its acknowledgement.
 */
export const replyToUpdate = (
  { payloads: [update] }: { readonly payloads: readonly TelegramUpdate[] },
  { config }: Pick<InboundContext<TelegramSettings>, 'config'>,
): WebhookReply | undefined => {
  if (!update || !config.reply) return undefined;
  const call = answerOf(config.reply, incomingOf(update));
  return call === undefined
    ? undefined
    : { status: 200, headers: { 'content-type': 'application/json' }, body: call };
};

const answerOf = (reply: TelegramReply, update: IncomingUpdate): string | undefined => {
  try {
    const call = reply(update);
    return typeof call?.method === 'string' ? JSON.stringify(call) : undefined;
  } catch {
    return undefined;
  }
};

const incomingOf = (update: TelegramUpdate): IncomingUpdate => {
  const { update_id: updateId, kind } = update;
  return { updateId, kind, ...partsOf(update) };
};

const partsOf = (update: TelegramUpdate): Omit<IncomingUpdate, 'updateId' | 'kind'> => {
  switch (update.kind) {
    case 'message':
    case 'channel_post':
    case 'business_message':
    case 'edited_message':
    case 'edited_channel_post':
    case 'edited_business_message': {
      const { chat, message_id: messageId, from, text, caption } = update.item;
      const words = text ?? caption;
      return { chatId: chat.id, messageId, ...fromOf(from), ...(words && { text: words }) };
    }
    case 'callback_query': {
      const { id: queryId, from, message, data } = update.item;
      return {
        queryId,
        ...fromOf(from),
        ...(message && { chatId: message.chat.id, messageId: message.message_id }),
        ...(data && { button: readButtonPayload(data) }),
      };
    }
    case 'inline_query':
      return { queryId: update.item.id, ...fromOf(update.item.from), text: update.item.query };
    case 'message_reaction': {
      const { chat, message_id: messageId, user } = update.item;
      return { chatId: chat.id, messageId, ...fromOf(user) };
    }
    case 'my_chat_member':
    case 'chat_member':
      return { chatId: update.item.chat.id, ...fromOf(update.item.from) };
    default:
      return {};
  }
};

const fromOf = (user: TelegramUser | null | undefined): Pick<IncomingUpdate, 'from'> =>
  user
    ? {
        from: {
          id: user.id,
          isBot: user.is_bot === true,
          ...(user.username && { username: user.username }),
        },
      }
    : {};
