import { defineConnector } from '@touchline/core';
import { crmReactions } from '../records/crm-reactions.ts';
import { actions } from './actions.ts';
import { checkToken } from './check.ts';
import { hubspotConfig } from './config.ts';
import { eraseContact } from './erase.ts';
import { hubspotError } from './errors.ts';
import { hubspotPayload, itemsOf } from './payload.ts';
import { toEvents } from './to-events.ts';
import { verifyHubspot } from './verify.ts';

/** HubSpot: contacts, companies, deals, tickets and activities; webhooks of subscriptions and of workflows. */
export const hubspot = defineConnector({
  id: 'hubspot',
  title: 'HubSpot',
  category: 'crm',
  specVersion: 1,
  config: hubspotConfig,

  limits: {
    // Of a private app in a Professional or Enterprise account; Free and Starter accounts have 100.
    // https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines
    rate: { requests: 190, perMs: 10_000 },
    // https://developers.hubspot.com/docs/api/webhooks
    webhookTimeoutMs: 5_000,
  },

  http: ({ baseUrl, accessToken }) => ({
    baseUrl,
    headers: { authorization: `Bearer ${accessToken.reveal()}` },
    toError: hubspotError,
  }),

  inbound: {
    // A hundred events, each with the longest value that a property may have.
    maxBodyBytes: 8 * 1024 * 1024,
    verify: verifyHubspot,
    items: itemsOf,
    payload: hubspotPayload,
    toEvents,
  },

  actions,

  on: crmReactions('hubspot', 'HubSpot'),

  check: checkToken,
  erase: eraseContact,
});
