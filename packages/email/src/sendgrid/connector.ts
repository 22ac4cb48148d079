import { defineConnector, parseJsonBody } from '@touchline/core';
import { addSuppression, getSuppression, removeSuppression, sendEmail } from '../contract.ts';
import { addressOptedOut } from '../opted-out-address.ts';
import { checkKey } from './check.ts';
import { sendgridConfig } from './config.ts';
import { eraseRecipient } from './erase.ts';
import { sendgridError } from './errors.ts';
import { readInboundMail } from './inbound-mail.ts';
import { type SendgridBody, sendgridPayload, sortItems } from './payload.ts';
import { implementSendEmail } from './send-email.ts';
import { runAddSuppression, runGetSuppression, runRemoveSuppression } from './suppressions.ts';
import { toEvents } from './to-events.ts';
import { isInboundParse, verifySendgrid } from './verify.ts';

/**
 * SendGrid: sends e-mail, keeps suppressions, and reports what became of each e-mail; takes e-mail in as
 * well.
 */
export const sendgrid = defineConnector({
  id: 'sendgrid',
  title: 'SendGrid',
  category: 'email',
  specVersion: 1,
  config: sendgridConfig,

  // SendGrid publishes no numbers: each answer says in X-RateLimit-* what is left, and a 429 is honoured.
  // This bound is our own. Nor does it say how long it waits for the answer to a webhook.
  // https://www.twilio.com/docs/sendgrid/api-reference/how-to-use-the-sendgrid-v3-api/rate-limits
  limits: { maxConcurrency: 16 },

  http: ({ baseUrl, apiKey, onBehalfOf }) => ({
    baseUrl,
    headers: { authorization: `Bearer ${apiKey.reveal()}`, 'on-behalf-of': onBehalfOf },
    toError: sendgridError,
  }),

  inbound: {
    // An e-mail of Inbound Parse has up to 30 MB; a batch of events about 768 kB.
    // https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/inbound-email
    maxBodyBytes: 32 * 1_024 * 1_024,
    verify: verifySendgrid,
    parse: (request): SendgridBody =>
      isInboundParse(request)
        ? { mail: readInboundMail(request) }
        : { events: parseJsonBody(request.rawBody) },
    items: (body) => sortItems(body as SendgridBody),
    payload: sendgridPayload,
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

  check: checkKey,
  erase: eraseRecipient,
});
