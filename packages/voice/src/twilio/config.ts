import { phoneNumber, secret, secrets } from '@touchline/core';
import { z } from 'zod';
import type { SmsReply, VoiceReply } from './reply.ts';

/**
 * The version of the API, and of the webhooks.
 *
 * @see https://www.twilio.com/docs/usage/api
 */
export const twilioApiVersion = '2010-04-01';

const sid = (prefix: string, what: string) =>
  z
    .string()
    .regex(
      new RegExp(`^${prefix}[0-9a-zA-Z]{32}$`),
      `must be the id of ${what}: ${prefix} and 32 characters`,
    );

/** TwiML, or a function that gives it. JSON Schema has no word for it, so it is `unknown` there. */
const reply = <Reply>() =>
  z
    .unknown()
    .refine((value) => Array.isArray(value) || typeof value === 'function', 'must be TwiML or a function')
    .optional() as unknown as z.ZodOptional<z.ZodType<Reply, Reply>>;

/** The schema of {@link TwilioConfig}. */
export const twilioConfig = z.object({
  accountSid: sid('AC', 'an account').describe('The account, or the subaccount, that the actions work in.'),
  authToken: secrets().describe(
    'The auth token of the account; with it Twilio signs its webhooks. Primary and secondary token while it is rotated: the first is used for the API.',
  ),
  apiKey: z
    .strictObject({ sid: sid('SK', 'an API key'), secret: secret() })
    .optional()
    .describe('Used for the API in place of the auth token, which webhooks need all the same.'),
  from: z
    .string()
    .min(1)
    .max(256)
    .optional()
    .describe('The number, or sender name, for calls and messages that name none.'),
  messagingServiceSid: sid('MG', 'a Messaging Service')
    .optional()
    .describe('Chooses the sender of messages that name none; wins over `from` there.'),
  whatsappFrom: phoneNumber.optional().describe('The WhatsApp sender for messages that name none.'),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'The URL at which Twilio reaches this connector. Signatures are verified over it, where a proxy changes the URL on the ' +
        'way; and calls and messages begun by the actions report to it. It may carry connection overrides, such as ' +
        '`#rc=3&rp=all`: Twilio does not repeat a failed webhook unless it is told to. ' +
        'See https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides',
    ),
  voiceReply: reply<VoiceReply>().describe(
    'What happens in a call. TwiML stands for the first question of a call; a function is asked about every one. ' +
      'Default: an incoming call is turned away as busy, unanswered and free of charge.',
  ),
  smsReply: reply<SmsReply>().describe('What is answered to a message. Default: nothing.'),
  missedCallText: z
    .string()
    .min(1)
    .max(1600)
    .optional()
    .describe('Sent to whoever called and was not answered. Without it nothing is sent.'),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .default('https://api.twilio.com')
    .describe(
      'Another one for a region (`https://api.dublin.ie1.twilio.com`), a sandbox or a proxy. See https://www.twilio.com/docs/global-infrastructure/using-the-twilio-rest-api-in-a-non-us-region',
    ),
});

/** What `twilio(…)` takes. */
export interface TwilioConfig extends z.input<typeof twilioConfig> {}

/** The config as the connector sees it: defaults filled in, secrets sealed. */
export interface TwilioSettings extends z.output<typeof twilioConfig> {}
