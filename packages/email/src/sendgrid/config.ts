import { secret, secrets } from '@touchline/core';
import { z } from 'zod';

/** The version of the API that is spoken: https://www.twilio.com/docs/sendgrid/api-reference. */
export const apiVersion = 'v3';

/** The global region; that of EU subusers is `https://api.eu.sendgrid.com`. */
export const defaultBaseUrl = 'https://api.sendgrid.com';

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

/** The config of the SendGrid connector. */
export const sendgridConfig = z.object({
  /**
   * Scopes: `mail.send`; for suppressions `suppression.*` and `asm.*`; for erasure
   * `recipients.erasejob.create`.
   */
  apiKey: secret(),
  /**
   * The verification key of the signed Event Webhook, base64 as SendGrid shows it; several while it is
   * rotated. Needed to receive events. See
   * https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
   */
  webhookPublicKey: secrets().optional(),
  /**
   * How the Inbound Parse Webhook proves itself; without it no e-mail is taken. It may post to the same URL
   * as the events. See
   * https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/securing-your-parse-webhooks
   */
  inboundParse: inboundParse.optional(),
  /** The user name of the subuser to act for, with the API key of the parent account. */
  onBehalfOf: z.string().min(1).max(256).optional(),
  /** Where the API is: SendGrid's, a proxy's or a sandbox's. */
  baseUrl: z.url().default(defaultBaseUrl),
});

/** What `sendgrid(…)` takes. */
export interface SendgridConfig extends z.input<typeof sendgridConfig> {}

/** The config as the connector works with it: secrets sealed, defaults filled in. */
export interface ParsedSendgridConfig extends z.output<typeof sendgridConfig> {}
