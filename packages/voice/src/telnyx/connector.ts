import { defineConnector } from '@touchline/core';
import { missedCallSms } from '../missed-call-sms.ts';
import { callActions } from './actions/call-actions.ts';
import { callControlActions } from './actions/call-control-actions.ts';
import { messageActions } from './actions/message-actions.ts';
import { recordingActions } from './actions/recording-actions.ts';
import { checkAccount } from './check.ts';
import { telnyxConfig } from './config.ts';
import { telnyxError } from './errors.ts';
import { inbound } from './inbound.ts';

/**
 * Telnyx: calls by call control, SMS and MMS of one account.
 *
 * There is no `erase`: recordings can be deleted (see `deleteRecording`), but Telnyx keeps its records of calls and messages,
 * and has no way to delete them for one person. https://developers.telnyx.com/api-reference
 */
export const telnyx = defineConnector({
  id: 'telnyx',
  title: 'Telnyx',
  category: 'voice',
  specVersion: 1,
  config: telnyxConfig,

  limits: {
    // Limits are set by account and not published as one number; what is beyond them is answered 429 (10011), which is
    // retried: https://developers.telnyx.com/development/api-fundamentals/api-errors
    maxConcurrency: 20,
    // https://developers.telnyx.com/docs/voice/programmable-voice/receiving-webhooks: it is repeated when it is not
    // answered "within a certain time threshold", which is about two seconds.
    webhookTimeoutMs: 2_000,
  },

  http: ({ baseUrl, apiKey }) => ({
    baseUrl: `${baseUrl.replace(/\/$/, '')}/v2`,
    headers: { authorization: `Bearer ${apiKey.reveal()}` },
    secrets: [apiKey],
    toError: telnyxError,
  }),

  inbound,

  actions: (implement) => ({
    ...callActions(implement),
    ...callControlActions(implement),
    ...messageActions(implement),
    ...recordingActions(implement),
  }),

  on: {
    // A route's default skips what its own connector sent, so this answers calls that came by another vendor. For Telnyx's
    // own calls write a route with `missedCallSms` of @touchline/voice.
    'call.no_answer': (event, { config, ...tools }) =>
      config.missedCallText === undefined
        ? tools.skip('missedCallText is not set')
        : missedCallSms({ text: config.missedCallText })(event, tools),
  },

  check: checkAccount,
});
