import { defineConnector } from '@touchline/core';
import { addSuppression, getSuppression, removeSuppression, sendEmail } from '../contract.ts';
import { addressOptedOut } from '../opted-out-address.ts';
import { checkAccount } from './check.ts';
import { baseUrlOf, sesConfig } from './config.ts';
import { sesError } from './errors.ts';
import { readNotification, sesPayload } from './payload.ts';
import { implementSendEmail } from './send-email.ts';
import { signRequestV4 } from './signature-v4/sign-request.ts';
import { confirmSubscription } from './sns/confirm-subscription.ts';
import { verifySns } from './sns/verify.ts';
import { runAddSuppression, runGetSuppression, runRemoveSuppression } from './suppressions.ts';
import { toEvents } from './to-events.ts';

/**
 * Amazon SES: sends e-mail, keeps suppressions, and reports over SNS what became of each e-mail; takes e-mail in as well.
 *
 * There is no `erase`: SES keeps nothing of a recipient that its API could find, but the suppression of an address, which is the
 * person's own wish.
 */
export const ses = defineConnector({
  id: 'ses',
  title: 'Amazon SES',
  category: 'email',
  specVersion: 1,
  config: sesConfig,

  // How many e-mails a second is each account's own, and a 429 is honoured; this bound is ours. SNS waits 15 seconds for an answer.
  // https://docs.aws.amazon.com/ses/latest/dg/quotas.html, https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html
  limits: { maxConcurrency: 14, webhookTimeoutMs: 15_000 },

  http: (config) => ({
    baseUrl: baseUrlOf(config),
    sign: (request, { nowMs }) => signRequestV4(request, { ...config, service: 'ses' }, nowMs),
    toError: sesError,
  }),

  inbound: {
    handshake: confirmSubscription,
    verify: async (request, context) => {
      await verifySns(request, context);
    },
    parse: readNotification,
    payload: sesPayload,
    toEvents,
  },

  actions: (implement) => ({
    sendEmail: implement(sendEmail, implementSendEmail),
    addSuppression: implement(addSuppression, runAddSuppression),
    removeSuppression: implement(removeSuppression, runRemoveSuppression),
    getSuppression: implement(getSuppression, runGetSuppression),
  }),

  on: {
    'contact.opted_out': ({ data }, { call, skip }) => {
      const found = addressOptedOut(data);
      return 'skip' in found ? skip(found.skip) : call.addSuppression(found);
    },
  },

  check: checkAccount,
});
