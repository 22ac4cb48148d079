import { secret, secrets } from '@touchline/core';
import { z } from 'zod';
import type { TelegramReply } from './reply.ts';

/** The version of the Bot API that the connector is written for. It has no versions to ask for: methods only grow. */
export const botApiVersion = '10.1';

/** A function has no word in JSON Schema, so it is `unknown` there. */
const reply = z
  .unknown()
  .refine((value) => typeof value === 'function', 'must be a function')
  .optional() as unknown as z.ZodOptional<z.ZodType<TelegramReply, TelegramReply>>;

const isSecretToken = /^[\w-]{1,256}$/;

/**
 * The config of one Telegram bot.
 *
 * @see https://core.telegram.org/bots/api
 */
export const telegramConfig = z.object({
  botToken: secret()
    .refine(
      (token) => /^\d{1,20}:[\w-]{10,120}$/.test(token.reveal()),
      'must be a token of BotFather: 123456:ABC…',
    )
    .describe('The token of the bot, `123456:ABC…`.'),
  secretToken: secrets()
    .refine(
      (tokens) => tokens.every((token) => isSecretToken.test(token.reveal())),
      'must be letters, digits, underscores and dashes, at most 256',
    )
    .optional()
    .describe(
      'What Telegram shows with every webhook, as given to setWebhook; or the new and the old one while it is changed. Without ' +
        'it the connector takes no webhooks and asks for updates instead: Telegram does one or the other.',
    ),
  reply: reply.describe(
    'Answers an update with a method call in the very answer to the webhook, which saves a request. What came of the call is ' +
      'never known.',
  ),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .default('https://api.telegram.org')
    .describe('Another one for a Bot API server of your own, a sandbox or a proxy.'),
});

/** What `telegram(…)` takes. */
export interface TelegramConfig extends z.input<typeof telegramConfig> {}

/** The config as the connector sees it: defaults filled in, secrets sealed. */
export interface TelegramSettings extends z.output<typeof telegramConfig> {}

/** The id of the bot, which is the part of its token that is no secret. */
export const botIdOf = ({ botToken }: Pick<TelegramSettings, 'botToken'>): string =>
  botToken.reveal().split(':', 1)[0] ?? '';
