import { defineAction, phoneNumber, pii } from '@touchline/core';
import { z } from 'zod';
import { sendSms } from '../../contract/send-sms.ts';

const sendWhatsappInput = z
  .strictObject({
    to: phoneNumber,
    from: phoneNumber.optional().describe('Default: `whatsappFrom` of the config.'),
    messagingService: z
      .string()
      .min(1)
      .max(256)
      .optional()
      .describe('In place of `from`: a Messaging Service.'),
    text: z.string().min(1).max(1600).meta(pii('free_text')).optional(),
    mediaUrls: z
      .array(z.url({ protocol: /^https?$/ }))
      .length(1)
      .optional()
      .describe('One file: WhatsApp takes no more.'),
    template: z
      .strictObject({
        contentSid: z.string().regex(/^HX[0-9a-zA-Z]{32}$/, 'must be the id of a content template: HX…'),
        variables: z
          .record(z.string().min(1).max(64), z.string().max(1024).meta(pii('free_text')))
          .optional(),
      })
      .optional()
      .describe('An approved template: all that may be sent to who has not written for 24 hours.'),
  })
  .refine(
    ({ text, mediaUrls, template }) =>
      text !== undefined || mediaUrls !== undefined || template !== undefined,
    {
      message: 'needs text, mediaUrls or template',
    },
  )
  .refine(({ from, messagingService }) => from === undefined || messagingService === undefined, {
    message: 'takes from or messagingService, not both',
  });

/**
 * Writes to someone on WhatsApp; Twilio's own action.
 *
 * @see https://www.twilio.com/docs/whatsapp/api
 */
export const sendWhatsapp = defineAction({
  name: 'sendWhatsapp',
  title: 'Send a WhatsApp message',
  description:
    'Writes to someone on WhatsApp: freely within 24 hours of their last message, otherwise with an approved template.',
  input: sendWhatsappInput,
  output: sendSms.output,
  effect: 'write',
  idempotent: 'no',
  example: {
    to: '+14155550123',
    from: '+14155550100',
    template: { contentSid: 'HXb5b62575e6e4ff6129ad7c8efe1f983e', variables: { '1': 'Ada' } },
  },
});

/** What `sendWhatsapp` takes. */
export interface SendWhatsappInput extends z.input<typeof sendWhatsapp.input> {}

/** What `sendWhatsapp` answers with. */
export interface SendWhatsappOutput extends z.output<typeof sendWhatsapp.output> {}
