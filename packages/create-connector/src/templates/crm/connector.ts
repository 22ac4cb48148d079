import { defineConnector } from '@touchline/core';
import { actions } from './actions.ts';
import { checkCredentials } from './check.ts';
import { exampleVendorConfig } from './config.ts';
import { exampleVendorError } from './errors.ts';
import { webhookPayload } from './payload.ts';
import { toEvents } from './to-events.ts';
import { verifyWebhook } from './verify.ts';

/** Example Vendor. */
export const exampleVendor = defineConnector({
  id: 'example-vendor',
  title: 'Example Vendor',
  category: 'crm',
  specVersion: 1,
  config: exampleVendorConfig,

  // TODO: `limits`: how many requests the vendor allows, and a link to where it says so.
  // TODO: `on`: what it does by itself when an event happens, where something is plain; `erase`: how it forgets a person.

  http: ({ baseUrl, apiKey }) => ({
    baseUrl,
    headers: { authorization: `Bearer ${apiKey.reveal()}` },
    toError: exampleVendorError,
  }),

  inbound: {
    verify: verifyWebhook,
    payload: webhookPayload,
    toEvents,
  },

  actions,

  check: checkCredentials,
});
