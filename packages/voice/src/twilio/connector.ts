import { defineConnector } from '@touchline/core';
import { missedCallSms } from '../missed-call-sms.ts';
import { callActions } from './actions/call-actions.ts';
import { messageActions } from './actions/message-actions.ts';
import { checkAccount } from './check.ts';
import { twilioApiVersion, twilioConfig } from './config.ts';
import { eraseCustomer } from './erase.ts';
import { twilioError } from './errors.ts';
import { inbound } from './inbound.ts';

/** Twilio: calls, SMS and WhatsApp of one account. */
export const twilio = defineConnector({
  id: 'twilio',
  title: 'Twilio',
  category: 'voice',
  specVersion: 1,
  config: twilioConfig,

  limits: {
    // Twilio limits the requests that an account has under way, but publishes no number; this keeps well below what is usual:
    // https://www.twilio.com/docs/api/errors/20429. There is no rate: what is beyond the account's calls per second, or the
    // sender's messages per second, is queued by Twilio: https://www.twilio.com/docs/voice/api/call-resource
    maxConcurrency: 20,
    // https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
    webhookTimeoutMs: 15_000,
  },

  http: ({ baseUrl, accountSid, authToken, apiKey }) => {
    const [user, password] = apiKey ? [apiKey.sid, apiKey.secret] : [accountSid, authToken[0]];
    const credentials = Buffer.from(`${user}:${password?.reveal() ?? ''}`).toString('base64');
    return {
      baseUrl: `${baseUrl.replace(/\/$/, '')}/${twilioApiVersion}`,
      headers: { authorization: `Basic ${credentials}` },
      secrets: [...authToken, ...(apiKey ? [apiKey.secret] : [])],
      toError: twilioError,
    };
  },

  inbound,

  actions: (implement) => ({ ...callActions(implement), ...messageActions(implement) }),

  on: {
    // A route's default skips what its own connector sent, so this answers calls that came by another vendor. For Twilio's
    // own calls write a route with `missedCallSms` of @touchline/voice.
    'call.no_answer': (event, { config, ...tools }) =>
      config.missedCallText === undefined
        ? tools.skip('missedCallText is not set')
        : missedCallSms({ text: config.missedCallText })(event, tools),
  },

  check: checkAccount,
  erase: eraseCustomer,
});
