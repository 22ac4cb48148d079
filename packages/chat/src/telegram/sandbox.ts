import { signRequest, type WebhookRequest } from '@touchline/core';
import { createSandbox, type VendorSandbox } from '@touchline/core/sandbox';
import { type Bot, createBot, type TelegramSandboxOptions } from './sandbox/bot.ts';
import { botApi, withoutToken } from './sandbox/bot-api.ts';
import { type TelegramWebhookInput, updateOf } from './sandbox/updates.ts';
import { telegramSecret } from './verify.ts';

export type { SandboxMessage, TelegramSandboxOptions } from './sandbox/bot.ts';
export type { TelegramWebhookInput } from './sandbox/updates.ts';

/** Where a webhook goes, and what it shows. */
export interface TelegramWebhookTarget {
  readonly url: string;
  /** Default: the sandbox's secret token. */
  readonly secret?: string;
}

/**
 * Telegram in memory: one bot, in the chats it was told of. A connector's `baseUrl` is that of the server it is mounted in. What
 * it records of calls is without the token: their paths are `/bot/sendMessage`.
 */
export interface TelegramSandbox
  extends VendorSandbox,
    Pick<Bot, 'botId' | 'botUsername' | 'messages' | 'answers' | 'webhookUrl'> {
  /** The request that Telegram posts when something happens. */
  readonly webhook: (webhook: TelegramWebhookInput, target: TelegramWebhookTarget) => WebhookRequest;
  /** Puts an update where `getUpdates` finds it. */
  readonly happen: (webhook: TelegramWebhookInput) => void;
}

/** Makes a sandbox. Ids count up from one and times are the clock's, so the same run gives the same bytes. */
export const telegramSandbox = (options: TelegramSandboxOptions): TelegramSandbox => {
  const bot = createBot(options);
  const sandbox = createSandbox(botApi(bot));
  const { botId, botUsername, messages, answers } = bot;
  return {
    ...sandbox,
    fetch: (request) => sandbox.fetch(withoutToken(request, bot)),
    botId,
    botUsername,
    messages,
    answers,
    get webhookUrl() {
      return bot.webhookUrl;
    },
    happen: (webhook) => {
      bot.updates.push(updateOf(webhook, bot));
    },
    webhook: (webhook, { url, secret = bot.secretToken }) =>
      signRequest(
        telegramSecret,
        {
          method: 'POST',
          url,
          headers: { 'content-type': 'application/json' },
          rawBody: Buffer.from(
            JSON.stringify(webhook.kind === 'json' ? webhook.body : updateOf(webhook, bot)),
          ),
        },
        { secret, now: bot.clock.now() },
      ),
  };
};
