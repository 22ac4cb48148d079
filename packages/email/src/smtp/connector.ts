import { defineConnector } from '@touchline/core';
import { sendEmail } from '../contract.ts';
import { checkServer } from './check.ts';
import { smtpConfig } from './config.ts';
import { postedMail, readPostedMail } from './inbound-mail.ts';
import { implementSendEmail } from './send-email.ts';
import { toEvents } from './to-events.ts';
import { closeTransport } from './transport.ts';
import { verifyMailServer } from './verify.ts';

/**
 * SMTP: sends e-mail through any mail server, and takes in what the server posts: e-mails, bounces and complaints.
 *
 * A mail server keeps nothing that could be erased, so there is no `erase`.
 */
export const smtp = defineConnector({
  id: 'smtp',
  title: 'SMTP',
  category: 'email',
  specVersion: 1,
  config: smtpConfig,

  // Our own bound: four e-mails wait for each connection of the default pool.
  limits: { maxConcurrency: 20 },

  inbound: {
    // Postfix takes 10 MB by default (https://www.postfix.org/postconf.5.html#message_size_limit), others up to 25 or 30.
    maxBodyBytes: 32 * 1_024 * 1_024,
    verify: verifyMailServer,
    parse: readPostedMail,
    payload: postedMail,
    toEvents,
  },

  actions: (implement) => ({ sendEmail: implement(sendEmail, implementSendEmail) }),

  check: checkServer,
  close: ({ config }) => closeTransport(config),
});
