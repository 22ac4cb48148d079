import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { pii } from '../privacy/pii.ts';
import { attachment } from '../values/attachment.ts';
import { customerRef } from '../values/customer-ref.ts';
import { mailAddress, mailbox } from '../values/mailbox.ts';
import { vendorId } from '../values/vendor-id.ts';

const result = z
  .string()
  .max(64)
  .optional()
  .describe('`pass`, `fail`, `softfail`, `neutral`, `none`, … of RFC 8601.');

const headers = z.array(
  z.object({
    name: z.string().min(1).max(998),
    value: z.string().meta(pii('other')),
  }),
);

/** Defines `email.received`. */
export const emailReceived = defineEvent({
  type: 'email.received',
  title: 'E-mail received',
  description: 'Someone wrote an e-mail to an address of yours.',
  data: z.object({
    customer: customerRef.optional(),
    messageId: vendorId.describe("The Message-ID header, else the vendor's id."),
    from: mailbox.describe('The From header. Anyone can write anything there: see `authentication`.'),
    to: z.array(mailbox),
    cc: z.array(mailbox).optional(),
    replyTo: z.array(mailbox).optional(),
    subject: z.string().meta(pii('free_text')).optional(),
    text: z.string().meta(pii('free_text')).optional(),
    html: z.string().meta(pii('free_text')).optional().describe('As it came: clean it before you show it.'),
    attachments: z.array(attachment).optional(),
    headers: headers.optional().describe('All headers in their order, repeated ones as often as they came.'),
    inReplyTo: vendorId.optional().describe('The Message-ID that it answers.'),
    references: z.array(vendorId).optional().describe('The Message-IDs of the thread, oldest first.'),
    envelope: z
      .object({
        from: z.string().max(998).meta(pii('email')).optional().describe('Empty for bounces.'),
        to: z.array(mailAddress),
      })
      .optional()
      .describe('Whom the SMTP session named; it decides where the mail goes.'),
    authentication: z
      .object({ spf: result, dkim: result, dmarc: result })
      .optional()
      .describe('Whether the sender is who it says.'),
    spamScore: z.number().optional().describe("The vendor's score; the higher, the more it looks like spam."),
    isSpam: z.boolean().optional(),
    isAutomatic: z
      .boolean()
      .optional()
      .describe(
        'Whether a program sent it or a list distributed it, such as an out-of-office note (RFC 3834). Let no program answer it.',
      ),
    sizeBytes: z.int().nonnegative().optional(),
  }),
  example: {
    customer: { email: 'ada@example.com', name: 'Ada Lovelace' },
    messageId: '<CAF5x1842@mail.example.com>',
    from: { address: 'ada@example.com', name: 'Ada Lovelace' },
    to: [{ address: 'support@acme.example.com', name: 'Acme Support' }],
    cc: [{ address: 'charles@example.com' }],
    replyTo: [{ address: 'ada@example.com' }],
    subject: 'Re: Your order is on its way',
    text: 'The lid is chipped. See the picture.',
    html: '<p>The lid is chipped. See the picture.</p>',
    attachments: [
      {
        name: 'lid.jpg',
        contentType: 'image/jpeg',
        sizeBytes: 48_213,
        contentId: 'ii_1042',
        url: 'https://files.example.com/inbound/lid.jpg',
      },
    ],
    headers: [{ name: 'Message-ID', value: '<CAF5x1842@mail.example.com>' }],
    inReplyTo: '<14c5d75ce93.dfd.64b469@acme.example.com>',
    references: ['<14c5d75ce93.dfd.64b469@acme.example.com>'],
    envelope: { from: 'ada@example.com', to: ['support@acme.example.com'] },
    authentication: { spf: 'pass', dkim: 'pass', dmarc: 'pass' },
    spamScore: 0.3,
    isSpam: false,
    isAutomatic: false,
    sizeBytes: 51_002,
  },
});

/** Data of `email.received`: someone wrote an e-mail to an address of yours. */
export interface EmailReceived extends z.output<typeof emailReceived.data> {}

/** All events of e-mails that come in. */
export const emailReceivedEvents: readonly EventDefinition[] = [emailReceived];
