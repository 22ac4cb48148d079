import { defineAction, emailAddress, jsonValue, pii, timestamp } from '@touchline/core';
import { z } from 'zod';

/** Text that stands in one header line: a line break in it would start a header of the writer's choice. */
const headerText = z.string().regex(/^\P{Cc}*$/u, 'must not hold line breaks or control characters');

/** Someone who sends or gets an e-mail: `{ address: 'ada@example.com', name: 'Ada Lovelace' }`. */
export const correspondent = z
  .strictObject({
    address: emailAddress,
    name: headerText.min(1).max(512).meta(pii('name')).optional(),
  })
  .meta({ id: 'Correspondent', description: 'Someone who sends or gets an e-mail.' });

/** See {@link correspondent}. */
export interface Correspondent extends z.output<typeof correspondent> {}

/** Bytes, or the base64 of them; always base64 once it is parsed. */
const fileContent = z
  .preprocess(
    (value) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value),
    z.base64('must be bytes, or base64').min(1, 'must not be empty'),
  )
  .meta({ ...pii('free_text'), description: 'Bytes, or base64.' }) as unknown as z.ZodType<
  string,
  string | Uint8Array
>;

/** A file that goes with an e-mail. */
export const emailAttachment = z
  .strictObject({
    name: headerText
      .min(1)
      .max(255)
      .meta(pii('free_text'))
      .describe('The file name that the recipient sees.'),
    contentType: headerText.min(1).max(256).optional().describe('Default: `application/octet-stream`.'),
    content: fileContent,
    contentId: headerText
      .min(1)
      .max(256)
      .optional()
      .describe('Makes it part of the HTML body, which shows it as `<img src="cid:…">`.'),
  })
  .meta({ id: 'EmailAttachment', description: 'A file that goes with an e-mail.' });

/** See {@link emailAttachment}. */
export interface EmailAttachment extends z.input<typeof emailAttachment> {}

/** What has a field of its own, or is written by the vendor: setting it twice would make a broken e-mail. */
const reservedHeaders: ReadonlySet<string> = new Set([
  'bcc',
  'cc',
  'content-transfer-encoding',
  'content-type',
  'date',
  'dkim-signature',
  'from',
  'mime-version',
  'received',
  'reply-to',
  'return-path',
  'sender',
  'subject',
  'to',
]);

const headerName = z
  .string()
  .max(128)
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'must be a header name')
  .refine((name) => !reservedHeaders.has(name.toLowerCase()), 'is not a header that may be set here');

/** The most recipients of one e-mail, all kinds together: what the most generous vendors take. */
const maxRecipients = 1_000;

const sendEmailInput = z
  .strictObject({
    from: correspondent.describe('An address that the vendor lets you send from.'),
    to: z.array(correspondent).min(1).max(maxRecipients).describe('They all see each other.'),
    cc: z.array(correspondent).max(maxRecipients).optional(),
    bcc: z.array(correspondent).max(maxRecipients).optional(),
    replyTo: z.array(correspondent).max(25).optional(),
    subject: headerText
      .min(1)
      .max(998)
      .meta(pii('free_text'))
      .optional()
      .describe('A template may have its own.'),
    text: z.string().min(1).meta(pii('free_text')).optional(),
    html: z.string().min(1).meta(pii('free_text')).optional(),
    template: z
      .strictObject({
        id: z.string().min(1).max(256).describe("The vendor's id of the template."),
        data: z
          .record(z.string(), jsonValue.meta(pii('other')))
          .optional()
          .describe('What the template is filled with.'),
      })
      .optional()
      .describe('In place of `text` and `html`.'),
    attachments: z.array(emailAttachment).max(100).optional(),
    headers: z
      .record(headerName, headerText.max(8_192).meta(pii('other')))
      .optional()
      .describe('Further headers, such as `List-Unsubscribe`.'),
    tags: z
      .array(z.string().min(1).max(255))
      .max(10)
      .optional()
      .describe('Labels to count by. Vendors keep them for ever: no personal data.'),
    metadata: z
      .record(z.string().min(1).max(128), z.string().max(4_096))
      .optional()
      .describe('Handed back in every event about the e-mail. Vendors keep it for ever: no personal data.'),
    sendAt: timestamp.optional().describe('Default: at once. How far ahead it may be depends on the vendor.'),
  })
  .refine(
    ({ text, html, template }) => (template === undefined) === (text !== undefined || html !== undefined),
    {
      message: 'needs either text or html, or a template',
    },
  )
  .refine(({ subject, template }) => subject !== undefined || template !== undefined, {
    path: ['subject'],
    message: 'is required without a template',
  })
  .refine(({ to, cc = [], bcc = [] }) => to.length + cc.length + bcc.length <= maxRecipients, {
    message: `may have at most ${maxRecipients} recipients in all`,
  });

/** Sends one e-mail. */
export const sendEmail = defineAction({
  name: 'sendEmail',
  title: 'Send an e-mail',
  description:
    'Hands one e-mail to the vendor, to all its recipients at once. What became of it comes as events: email.delivered, email.bounced, ….',
  input: sendEmailInput,
  output: z.object({
    messageId: z.string().min(1).max(1_024).describe('`messageId` of all the events about it.'),
    status: z
      .enum(['queued', 'sent'])
      .describe("`queued`: the vendor took it. `sent`: it left for the recipients' servers already."),
    refusedRecipients: z
      .array(
        z.object({
          address: z.string().min(1).max(998).meta(pii('email')),
          code: z.int().min(100).max(999).optional().describe('SMTP reply code: 550.'),
          reason: z.string().meta(pii('free_text')).optional().describe("The server's own words."),
        }),
      )
      .optional()
      .describe('Whom the vendor refused at once, while it took the e-mail for the others.'),
  }),
  effect: 'write',
  // Most vendors send again what they are given again; the few that know idempotency keys say so themselves.
  idempotent: 'no',
  example: {
    from: { address: 'hello@acme.example.com', name: 'Acme' },
    to: [{ address: 'ada@example.com', name: 'Ada Lovelace' }],
    replyTo: [{ address: 'support@acme.example.com' }],
    subject: 'Your order is on its way',
    text: 'Order 1042 left our house today.',
    html: '<p>Order <b>1042</b> left our house today.</p>',
    attachments: [{ name: 'invoice.txt', contentType: 'text/plain', content: 'SW52b2ljZSAxMDQy' }],
    headers: { 'List-Unsubscribe': '<https://acme.example.com/unsubscribe/1042>' },
    tags: ['shipping'],
    metadata: { orderId: '1042' },
  },
});

/** Input of {@link sendEmail}. */
export interface SendEmailInput extends z.input<typeof sendEmail.input> {}
/** Output of {@link sendEmail}. */
export interface SendEmailOutput extends z.output<typeof sendEmail.output> {}

const oneAddress = z.strictObject({ address: emailAddress });
const addressExample = { address: 'ada@example.com' };

/** Stops all e-mail to an address. */
export const addSuppression = defineAction({
  name: 'addSuppression',
  title: 'Suppress an address',
  description:
    'Puts an address on the list of those who get no more e-mail, of any kind, also none about their orders. The vendor drops what is sent there.',
  input: oneAddress,
  output: z.object({ suppressed: z.literal(true) }),
  effect: 'write',
  idempotent: 'natural',
  example: addressExample,
});

/** Input of {@link addSuppression}. */
export interface AddSuppressionInput extends z.input<typeof addSuppression.input> {}
/** Output of {@link addSuppression}. */
export interface AddSuppressionOutput extends z.output<typeof addSuppression.output> {}

/** Lets e-mail through to an address again. */
export const removeSuppression = defineAction({
  name: 'removeSuppression',
  title: 'Lift a suppression',
  description:
    'Takes an address off all lists that keep e-mail from it: unsubscribes, bounces and complaints. Ask for consent first: the lists do not remember it.',
  input: oneAddress,
  output: z.object({ removed: z.boolean().describe('Whether it was on a list.') }),
  effect: 'destructive',
  idempotent: 'natural',
  example: addressExample,
});

/** Input of {@link removeSuppression}. */
export interface RemoveSuppressionInput extends z.input<typeof removeSuppression.input> {}
/** Output of {@link removeSuppression}. */
export interface RemoveSuppressionOutput extends z.output<typeof removeSuppression.output> {}

/** Tells whether, and why, an address gets no e-mail. */
export const getSuppression = defineAction({
  name: 'getSuppression',
  title: 'Look up a suppression',
  description:
    'Tells whether the vendor keeps e-mail from an address, and why. Of several reasons the weightiest is told: complaint, then unsubscribe, then bounce.',
  input: oneAddress,
  output: z.object({
    reason: z
      .enum(['complaint', 'unsubscribe', 'bounce', 'none'])
      .describe('`bounce` also stands for an address that cannot exist; `none`: e-mail goes through.'),
    since: timestamp.optional().describe('Since when, where the vendor tells.'),
    detail: z
      .string()
      .meta(pii('free_text'))
      .optional()
      .describe("The vendor's or the mail server's own words."),
  }),
  effect: 'read',
  idempotent: 'natural',
  example: addressExample,
});

/** Input of {@link getSuppression}. */
export interface GetSuppressionInput extends z.input<typeof getSuppression.input> {}
/** Output of {@link getSuppression}. */
export interface GetSuppressionOutput extends z.output<typeof getSuppression.output> {}
