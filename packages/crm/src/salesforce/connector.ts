import { defineConnector } from '@touchline/core';
import { crmReactions } from '../records/crm-reactions.ts';
import { actions } from './actions.ts';
import { checkCredentials } from './check.ts';
import { salesforceConfig } from './config.ts';
import { eraseCustomer } from './erase.ts';
import { salesforceError } from './errors.ts';
import { notificationsOf, readOutboundMessage } from './outbound-message.ts';
import { salesforcePayload } from './payload.ts';
import { acknowledge } from './reply.ts';
import { toEvents } from './to-events.ts';
import { verifySalesforce } from './verify.ts';

/**
 * Salesforce: contacts, accounts, opportunities, cases, tasks and events by its REST API; outbound messages of these and of leads.
 *
 * @see https://developer.salesforce.com/docs/platform/api-rest/guide/intro-rest.html
 */
export const salesforce = defineConnector({
  id: 'salesforce',
  title: 'Salesforce',
  category: 'crm',
  specVersion: 1,
  config: salesforceConfig,

  limits: {
    // Of requests that take longer than 20 seconds: 25 in production, 5 in a developer org.
    // https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_api.htm
    maxConcurrency: 5,
  },

  http: ({ baseUrl, domain, clientId, clientSecret }) => ({
    // The token endpoint answers an instance_url as well. It is this same host, and an answer does not lead elsewhere.
    baseUrl: baseUrl ?? `https://${domain}`,
    // A token comes without expires_in: it is used until it is refused.
    clientCredentials: { tokenUrl: '/services/oauth2/token', clientId, clientSecret },
    toError: salesforceError,
  }),

  inbound: {
    // A hundred notifications, with a long text each.
    maxBodyBytes: 8 * 1024 * 1024,
    verify: verifySalesforce,
    parse: ({ rawBody }) => readOutboundMessage(rawBody),
    items: notificationsOf,
    payload: salesforcePayload,
    toEvents,
    reply: acknowledge,
  },

  actions,

  on: crmReactions('salesforce', 'Salesforce'),

  check: checkCredentials,
  erase: eraseCustomer,
});
