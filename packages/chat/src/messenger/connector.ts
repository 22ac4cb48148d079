import { defineConnector } from '@touchline/core';
import { graphHttp } from '../meta/graph.ts';
import { checkAccount } from '../meta/messaging/check.ts';
import { actions } from './actions.ts';
import { messengerConfig } from './config.ts';
import { inbound } from './inbound.ts';

/**
 * Messenger: one Facebook page.
 *
 * There is no `erase`: no call makes Meta forget a person. Whoever deletes the conversation in the inbox deletes the page's
 * copy alone.
 */
export const messenger = defineConnector({
  id: 'messenger',
  title: 'Messenger',
  category: 'chat',
  specVersion: 1,
  config: messengerConfig,

  limits: {
    // The API takes more, but a page that sends more than 40 messages a second loses its inbox until it slows down:
    // https://developers.facebook.com/docs/messenger-platform/overview/rate-limiting
    rate: { requests: 40, perMs: 1_000 },
    maxConcurrency: 16,
    // https://developers.facebook.com/docs/messenger-platform/webhooks
    webhookTimeoutMs: 5_000,
  },

  http: graphHttp,
  inbound,
  actions,
  check: (context) => checkAccount(context.config.pageId, 'name', context),
});
