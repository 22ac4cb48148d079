import { emailAddress, secret, secrets } from '@touchline/core';
import { z } from 'zod';

const hostName = z.string().regex(/^[\w.:-]{1,253}$/, 'must be a host name or an IP address');

const inbound = z
  .strictObject({
    bearerToken: secrets()
      .optional()
      .describe('What the mail server sends as `Authorization: Bearer …`; several while it is rotated.'),
    basicAuth: secrets().optional().describe('`user:password` that the mail server sends.'),
    authservId: z
      .string()
      .min(1)
      .max(253)
      .optional()
      .describe(
        'The name by which your mail server signs its `Authentication-Results` (RFC 8601). Without it nothing is said of SPF, DKIM and DMARC.',
      ),
  })
  .refine(({ bearerToken, basicAuth }) => bearerToken !== undefined || basicAuth !== undefined, {
    message: 'needs bearerToken, basicAuth or both: anyone can post to the URL',
  });

/** The config of the SMTP connector. */
export const smtpConfig = z
  .object({
    host: hostName.describe('The server that takes your e-mail: `smtp.example.com`.'),
    port: z
      .int()
      .min(1)
      .max(65_535)
      .optional()
      .describe('Default: 465 with `tls`, 587 with `starttls`, 25 with `none`.'),
    security: z
      .enum(['starttls', 'tls', 'none'])
      .default('starttls')
      .describe(
        '`starttls`: nothing is sent before the connection is encrypted. `tls`: it is encrypted from the start. `none`: for a server on the same machine or network.',
      ),
    auth: z
      .strictObject({ user: z.string().min(1).max(320), password: secret() })
      .optional()
      .describe('Needs an encrypted connection, or a server on the same machine.'),
    tls: z
      .strictObject({
        certificateAuthorities: z
          .array(z.string().startsWith('-----BEGIN CERTIFICATE-----', 'must be a certificate in PEM'))
          .min(1)
          .optional()
          .describe('Whose certificates are believed, in PEM, in place of those that come with Node.'),
        serverName: hostName.optional().describe('The name that the certificate must bear. Default: `host`.'),
        minVersion: z.enum(['TLSv1.2', 'TLSv1.3']).default('TLSv1.2'),
        allowUntrusted: z.boolean().default(false).describe('Believes any certificate. For tests only.'),
      })
      .optional()
      .describe('How the connection is encrypted, where the defaults do not fit.'),
    clientName: hostName.optional().describe('How it greets the server. Default: the name of the machine.'),
    bounceAddress: emailAddress
      .optional()
      .describe('Where bounces go (the SMTP envelope’s sender). Default: whom the e-mail is from.'),
    messageIdDomain: hostName
      .optional()
      .describe('What stands behind the `@` of a Message-ID. Default: the domain of the sender.'),
    requestReceipts: z
      .boolean()
      .default(false)
      .describe('Asks the server to report deliveries as well, not failures and delays alone (RFC 3461).'),
    maxConnections: z.int().min(1).max(20).default(5).describe('The most connections that are open at once.'),
    maxMessagesPerConnection: z
      .int()
      .min(1)
      .max(10_000)
      .default(100)
      .describe('After so many e-mails a connection is closed and another opened.'),
    connectTimeoutMs: z
      .int()
      .min(1)
      .max(600_000)
      .default(15_000)
      .describe('For connection, greeting and TLS, each.'),
    replyTimeoutMs: z
      .int()
      .min(1)
      .max(3_600_000)
      .default(600_000)
      .describe(
        'How long the server may be silent. RFC 5321 asks for ten minutes after the e-mail, since one that is given up then may arrive all the same.',
      ),
    inbound: inbound
      .optional()
      .describe('How your mail server proves itself when it posts an e-mail; without it none is taken.'),
  })
  .refine(({ security, auth, host }) => security !== 'none' || auth === undefined || loopback.test(host), {
    path: ['auth'],
    message: 'needs an encrypted connection (security), unless the server is on the same machine',
  });

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/** What `smtp(…)` takes. */
export interface SmtpConfig extends z.input<typeof smtpConfig> {}

/** The config as the connector sees it: defaults filled in, secrets sealed. */
export interface SmtpSettings extends z.output<typeof smtpConfig> {}
