import { defineConnector, type HeaderFields } from '@touchline/core';
import { crmReactions } from '../records/crm-reactions.ts';
import { actions } from './actions.ts';
import { checkToken } from './check.ts';
import { type PipedriveSettings, pipedriveConfig } from './config.ts';
import { erasePerson } from './erase.ts';
import { pipedriveError } from './errors.ts';
import { pipedrivePayload } from './payload.ts';
import { toEvents } from './to-events.ts';
import { verifyPipedrive } from './verify.ts';

/** Pipedrive: persons, organizations, deals, notes and activities; webhooks of both versions. It has no tickets. */
export const pipedrive = defineConnector({
  id: 'pipedrive',
  title: 'Pipedrive',
  category: 'crm',
  specVersion: 1,
  config: pipedriveConfig,

  limits: {
    // Of searches, on every plan; other calls have at least 20.
    // https://pipedrive.readme.io/docs/core-api-concepts-rate-limiting
    rate: { requests: 10, perMs: 2_000 },
    // https://pipedrive.readme.io/docs/guide-for-webhooks-v2
    webhookTimeoutMs: 10_000,
  },

  http: (config) => ({
    baseUrl: config.baseUrl ?? `https://${config.companyDomain ?? 'api'}.pipedrive.com`,
    headers: credentialsOf(config),
    toError: pipedriveError,
  }),

  inbound: {
    verify: verifyPipedrive,
    payload: pipedrivePayload,
    toEvents,
  },

  actions,

  on: crmReactions('pipedrive', 'Pipedrive'),

  check: checkToken,
  erase: erasePerson,
});

/** @see https://pipedrive.readme.io/docs/core-api-concepts-authentication */
const credentialsOf = ({ token, tokenKind }: PipedriveSettings): HeaderFields =>
  tokenKind === 'api' ? { 'x-api-token': token } : { authorization: `Bearer ${token.reveal()}` };
