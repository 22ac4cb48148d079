import { defineConnector } from '@touchline/core';
import { graphHttp } from '../meta/graph.ts';
import { checkAccount } from '../meta/messaging/check.ts';
import { actions } from './actions.ts';
import { instagramConfig } from './config.ts';
import { inbound } from './inbound.ts';

/**
 * Instagram: the direct messages of one professional account.
 *
 * There is no `erase`: no call makes Meta forget a person.
 */
export const instagram = defineConnector({
  id: 'instagram',
  title: 'Instagram',
  category: 'chat',
  specVersion: 1,
  config: instagramConfig,

  limits: {
    // For texts; files are held to 10 a second, which cannot be said apart:
    // https://developers.facebook.com/docs/messenger-platform/overview/rate-limiting
    rate: { requests: 100, perMs: 1_000 },
    maxConcurrency: 16,
    // https://developers.facebook.com/docs/messenger-platform/webhooks
    webhookTimeoutMs: 5_000,
  },

  http: graphHttp,
  inbound,
  actions,
  check: (context) => checkAccount(context.config.accountId, 'username', context),
});
