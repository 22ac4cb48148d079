import { defineConnector } from '@touchline/core';
import { actions } from './actions.ts';
import { checkBot } from './check.ts';
import { telegramConfig } from './config.ts';
import { telegramError } from './errors.ts';
import { inbound } from './inbound.ts';
import { poll } from './poll.ts';

/**
 * Telegram: one bot.
 *
 * There is no `erase`: no method lets a bot make Telegram forget a person; it can only delete messages, within 48 hours.
 */
export const telegram = defineConnector({
  id: 'telegram',
  title: 'Telegram',
  category: 'chat',
  specVersion: 1,
  config: telegramConfig,

  limits: {
    // 30 messages a second in all; one a second in a chat and 20 a minute in a group cannot be said for a whole connector, so a
    // route that writes much to one chat sets `rate` itself: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
    rate: { requests: 30, perMs: 1_000 },
    maxConcurrency: 8,
  },

  // The token is a part of the path, which no error names; it is masked where an answer repeats it.
  http: ({ baseUrl, botToken }) => ({
    baseUrl: `${baseUrl.replace(/\/$/, '')}/bot${botToken.reveal()}`,
    toError: telegramError,
    secrets: [botToken],
  }),

  inbound,
  poll,
  actions,
  check: checkBot,
});
