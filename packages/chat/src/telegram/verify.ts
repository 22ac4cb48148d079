import {
  type InboundContext,
  type SharedSecretScheme,
  TouchlineError,
  verifySignature,
  type WebhookRequest,
} from '@touchline/core';
import type { TelegramSettings } from './config.ts';

/**
 * Telegram signs nothing: it shows the secret that the webhook was set with. It says who sent, not that nothing was changed on
 * the way; that is left to TLS.
 *
 * @see https://core.telegram.org/bots/api#setwebhook
 */
export const telegramSecret: SharedSecretScheme = {
  kind: 'sharedSecret',
  secret: { header: 'x-telegram-bot-api-secret-token' },
};

/** Proves that a request is from the webhook that was set with the secret. */
export const verifyTelegram = (
  request: WebhookRequest,
  { config }: InboundContext<TelegramSettings>,
): void => {
  const { secretToken } = config;
  if (secretToken === undefined)
    throw new TouchlineError(
      'webhook.not_supported',
      'telegram takes webhooks once it has a secretToken; until then it asks for updates.',
      { connector: 'telegram' },
    );
  verifySignature(telegramSecret, request, { secrets: secretToken });
};
