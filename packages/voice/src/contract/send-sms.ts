import { defineAction, phoneNumber, pii } from '@touchline/core';
import { z } from 'zod';
import { vendorFetchedUrl } from './call-script.ts';

const sendSmsInput = z
  .strictObject({
    to: phoneNumber,
    from: z
      .string()
      .regex(/^(\+[1-9]\d{1,14}|\d{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 +&_-]{1,11})$/, {
        error: 'must be an E.164 number, a short code or an alphanumeric sender',
      })
      .optional()
      .describe('A number, short code or sender name of yours. Default: the one in the connector’s config.'),
    messagingService: z
      .string()
      .min(1)
      .max(256)
      .optional()
      .describe(
        'In place of `from`: the vendor’s id of a pool that it chooses the sender from (Twilio: Messaging Service; Telnyx: messaging profile; Plivo: Powerpack).',
      ),
    text: z
      .string()
      .min(1)
      .max(1600)
      .meta(pii('free_text'))
      .optional()
      .describe('Long ones are sent in segments, each of which costs.'),
    mediaUrls: z
      .array(vendorFetchedUrl)
      .min(1)
      .max(10)
      .optional()
      .describe('Pictures and other files, as MMS; not every number and country takes them.'),
  })
  .refine(({ text, mediaUrls }) => text !== undefined || mediaUrls !== undefined, {
    message: 'needs text or mediaUrls',
  })
  .refine(({ from, messagingService }) => from === undefined || messagingService === undefined, {
    message: 'takes from or messagingService, not both',
  });

/** Sends a text message to a telephone. */
export const sendSms = defineAction({
  name: 'sendSms',
  title: 'Send an SMS',
  description:
    'Sends a text message, or an MMS, to a telephone. What becomes of it comes as events: message.sent, message.delivered, message.failed.',
  input: sendSmsInput,
  output: z.object({
    messageId: z.string().min(1).max(1024).describe('The same in all events of the message.'),
    status: z
      .enum(['queued', 'sending', 'sent', 'delivered'])
      .describe('How far it is. A message that failed at once is an error, not an output.'),
    segments: z.int().positive().optional().describe('How many parts are billed, where the vendor tells.'),
  }),
  effect: 'write',
  idempotent: 'no',
  example: { to: '+14155550123', from: '+14155550100', text: 'Sorry that we missed your call.' },
});

/** What `sendSms` takes. */
export interface SendSmsInput extends z.input<typeof sendSms.input> {}

/** What `sendSms` answers with. */
export interface SendSmsOutput extends z.output<typeof sendSms.output> {}
