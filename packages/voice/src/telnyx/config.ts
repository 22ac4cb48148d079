import { phoneNumber, secret } from '@touchline/core';
import { z } from 'zod';

const publicKey = z
  .string()
  .regex(/^[A-Za-z0-9+/]{43}=$/, 'must be an Ed25519 public key: 32 bytes in base64, as the portal shows it');

/** The schema of {@link TelnyxConfig}. */
export const telnyxConfig = z.object({
  apiKey: secret().describe('An API v2 key: `KEY…`.'),
  publicKey: z
    .union([publicKey.transform((key) => [key]), z.array(publicKey).min(1).max(4)])
    .describe(
      'What webhooks are verified with: the public key of the account. Several while it is exchanged: any is accepted.',
    ),
  connectionId: z
    .string()
    .min(1)
    .max(256)
    .optional()
    .describe('The Voice API application (connection) that calls go out from. `placeCall` needs it.'),
  from: z
    .string()
    .min(1)
    .max(256)
    .optional()
    .describe('The number, or sender name, for calls and messages that name none.'),
  messagingProfileId: z
    .string()
    .min(1)
    .max(256)
    .optional()
    .describe('Chooses the sender of messages that name none; wins over `from` there.'),
  numbers: z
    .array(phoneNumber)
    .max(10_000)
    .default([])
    .describe(
      'Your other numbers. Only the first webhook of a call says who began it; by your numbers, `from` among them, the others ' +
        'are told apart too, so that all of a call’s events name the customer.',
    ),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Where calls and messages begun by the actions report to. Default: what the application says.'),
  missedCallText: z
    .string()
    .min(1)
    .max(1600)
    .optional()
    .describe('Sent to whoever called and was not answered. Without it nothing is sent.'),
  voice: z
    .string()
    .min(1)
    .max(256)
    .default('AWS.Polly.Joanna-Neural')
    .describe('Who speaks where a command names nobody: `<provider>.<model>.<voice>`.'),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .default('https://api.telnyx.com')
    .describe('Another one for a sandbox or a proxy.'),
});

/** What `telnyx(…)` takes. */
export interface TelnyxConfig extends z.input<typeof telnyxConfig> {}

/** The config as the connector sees it: defaults filled in, secrets sealed. */
export interface TelnyxSettings extends z.output<typeof telnyxConfig> {}
