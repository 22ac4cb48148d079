import { secret, secrets } from '@touchline/core';
import { z } from 'zod';

const inboundParse = z
  .strictObject({
    publicKey: secrets()
      .optional()
      .describe('The public key of the security policy: then every e-mail must be signed with it.'),
    basicAuth: secrets()
      .optional()
      .describe('`user:password` of the URL that SendGrid posts to: then every e-mail must come with it.'),
  })
  .refine(({ publicKey, basicAuth }) => publicKey !== undefined || basicAuth !== undefined, {
    message: 'needs publicKey, basicAuth or both: anyone can post to the URL',
  });

/**
 * The config of the SendGrid connector. The version of the API, v3, stands in its paths.
 *
 * @see https://www.twilio.com/docs/sendgrid/api-reference
 */
export const sendgridConfig = z.object({
  apiKey: secret().describe(
    'Scopes: `mail.send`; for suppressions `suppression.*` and `asm.*`; for erasure `recipients.erasejob.create`.',
  ),
  webhookPublicKey: secrets()
    .optional()
    .describe(
      'The verification key of the signed Event Webhook, base64 as SendGrid shows it; several while it is rotated. Needed to ' +
        'receive events. See https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features',
    ),
  inboundParse: inboundParse
    .optional()
    .describe(
      'How the Inbound Parse Webhook proves itself; without it no e-mail is taken. It may post to the same URL as the events. ' +
        'See https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/securing-your-parse-webhooks',
    ),
  onBehalfOf: z
    .string()
    .min(1)
    .max(256)
    .optional()
    .describe('The user name of the subuser to act for, with the API key of the parent account.'),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .default('https://api.sendgrid.com')
    .describe('Another one for EU subusers (`https://api.eu.sendgrid.com`), a sandbox or a proxy.'),
});

/** What `sendgrid(…)` takes. */
export interface SendgridConfig extends z.input<typeof sendgridConfig> {}

/** The config as the connector sees it: defaults filled in, secrets sealed. */
export interface SendgridSettings extends z.output<typeof sendgridConfig> {}
