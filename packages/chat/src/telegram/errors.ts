import type { ErrorReading, HttpResponse } from '@touchline/core';
import { z } from 'zod';

/**
 * What Telegram's answer says about its failure: a code like HTTP's, and a sentence, by which the failures of one code are told
 * apart. Sentences hold names of chats and more, so ours stand in their place, and a word of ours is the vendor's code.
 *
 * @see https://core.telegram.org/bots/api#making-requests
 */
export const telegramError = ({ body }: HttpResponse): ErrorReading | undefined => {
  const failure = failed.safeParse(body);
  if (!failure.success) return undefined;
  const { error_code: code, description, parameters } = failure.data;
  if (parameters?.migrate_to_chat_id !== undefined)
    return reject('chat_migrated', 'The group became a supergroup, which has another id.');
  if (code === 429)
    return {
      code: 'http.rate_limited',
      vendorCode: 429,
      message: 'Telegram asks to slow down.',
      ...(parameters?.retry_after !== undefined && { retryAfterMs: parameters.retry_after * 1_000 }),
    };
  const known = meanings.find(([pattern]) => pattern.test(description));
  if (known) return reject(known[1], known[2]);
  if (code === 401 || code === 404)
    return {
      disposition: 'reauthorize',
      vendorCode: code,
      message: 'The token of the bot is not valid, or was revoked.',
    };
  if (code >= 500)
    return { disposition: 'retry', vendorCode: code, message: 'Telegram failed for the moment.' };
  return reject(String(code), 'Telegram rejects the request.');
};

const failed = z.object({
  ok: z.literal(false),
  error_code: z.number(),
  description: z.string().catch(''),
  parameters: z
    .object({
      retry_after: z.number().nonnegative().optional().catch(undefined),
      migrate_to_chat_id: z.number().optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

const reject = (vendorCode: string, message: string): ErrorReading => ({
  disposition: 'reject',
  vendorCode,
  message,
});

/**
 * Sentences, most specific first. Telegram documents none; these are of its own server:
 * https://github.com/tdlib/telegram-bot-api/blob/master/telegram-bot-api/Client.cpp
 */
const meanings: readonly (readonly [RegExp, string, string])[] = [
  [/message is not modified/i, 'message_not_modified', 'The message says so already.'],
  [/message to edit not found/i, 'message_not_found', 'There is no such message of the bot.'],
  [/message to delete not found/i, 'message_not_found', 'There is no such message.'],
  [
    /message can't be (?:edited|deleted)/i,
    'message_locked',
    'The message is too old, or not one of the bot.',
  ],
  [/no text in the message to edit/i, 'message_without_text', 'The message is a file with a caption.'],
  [/message to (?:be replied|reply) not found/i, 'reply_not_found', 'There is no such message to answer.'],
  [/message to react not found/i, 'message_not_found', 'There is no such message.'],
  [/REACTION_INVALID/i, 'reaction_invalid', 'Bots cannot react with this emoji.'],
  [/query is too old/i, 'query_expired', 'The interaction was answered already, or is too old.'],
  [/bot was blocked by the user/i, 'bot_blocked', 'The person has blocked the bot.'],
  [/user is deactivated/i, 'user_deactivated', 'The account of the person is gone.'],
  [/bot can't initiate conversation/i, 'not_started', 'The person has not started the bot yet.'],
  [/bots can't send messages to bots/i, 'recipient_is_bot', 'A bot cannot write to a bot.'],
  [/bot was kicked|bot is not a member/i, 'not_in_chat', 'The bot is not in the chat any more.'],
  [
    /not enough rights|have no rights|need administrator rights|CHAT_WRITE_FORBIDDEN/i,
    'no_rights',
    'The bot lacks a right in the chat.',
  ],
  [/chat not found/i, 'chat_not_found', 'There is no such chat, or the bot was never in it.'],
  [/message thread not found/i, 'thread_not_found', 'There is no such topic.'],
  [/message is too long|caption is too long/i, 'message_too_long', 'The text is too long.'],
  [/message text is empty/i, 'message_empty', 'The message has no text.'],
  [/can't parse entities/i, 'markup_invalid', 'The markup of the text is wrong.'],
  [/BUTTON_DATA_INVALID/i, 'button_invalid', 'The data of a button are too long.'],
  [
    /wrong file identifier|failed to get HTTP URL content|WEBPAGE_/i,
    'file_unavailable',
    'The file cannot be fetched from its URL.',
  ],
  [
    /webhook is active|terminated by other/i,
    'updates_elsewhere',
    'A webhook, or another process, gets the updates.',
  ],
];
