import { timestamp } from '@touchline/core';
import { z } from 'zod';
import { deliveryKeyOf, metadataOf } from './custom-args.ts';
import { messageIdOf } from './message-id.ts';

/**
 * The kinds of events that have a counterpart.
 *
 * @see https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
 */
export const mappedKinds = [
  'processed',
  'dropped',
  'deferred',
  'delivered',
  'bounce',
  'open',
  'click',
  'spamreport',
  'unsubscribe',
  'group_unsubscribe',
  'group_resubscribe',
] as const;

/** A field that may be absent, and whose odd value must not cost the event. */
const lenient = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);

const text = (maxLength: number) =>
  lenient(
    z
      .string()
      .min(1)
      .transform((value) => value.slice(0, maxLength)),
  );
const id = lenient(
  z.union([z.string().min(1), z.number()]).transform((value) => String(value).slice(0, 1_024)),
);

/** SendGrid writes numbers as text at times: `"attempt": "5"`. */
const number = z.union([
  z.number(),
  z
    .string()
    .regex(/^\d{1,16}$/)
    .transform(Number),
]);

/** The last one that RFC 3339 can write. */
const latestSecond = 253_402_300_799;

/** What all events about an e-mail have. Further keys are kept: custom arguments come as such. */
const messageEvent = z.looseObject({
  sg_event_id: z.string().min(1).max(1_024),
  email: z.string().min(1).max(998),
  timestamp: number.refine(
    (seconds) => seconds >= 0 && seconds <= latestSecond,
    'must be a Unix time in seconds',
  ),
  sg_message_id: text(1_024),
  'smtp-id': text(1_024),
  sg_user_id: id,
  category: lenient(z.union([z.string(), z.array(z.string())])),
  marketing_campaign_id: id,
  singlesend_id: id,
  sg_template_id: id,
  asm_group_id: id,
  ip: text(64),
  useragent: text(2_048),
  sg_machine_open: lenient(z.union([z.boolean(), z.stringbool()])),
  response: text(8_192),
  reason: text(8_192),
  status: text(256),
  type: text(64),
  bounce_classification: text(256),
  attempt: lenient(number.pipe(z.int().nonnegative())),
});

const plainEvent = messageEvent.extend({
  event: z.enum(mappedKinds).exclude(['click', 'group_unsubscribe', 'group_resubscribe']),
});

/** Without its group it would be taken for a choice about all e-mail. */
const groupEvent = messageEvent.extend({
  event: z.enum(['group_unsubscribe', 'group_resubscribe']),
  asm_group_id: z.union([z.string().min(1).max(256), z.number()]).transform(String),
});

const clickEvent = messageEvent.extend({
  event: z.literal('click'),
  url: z.string().min(1).max(8_192).optional(),
  url_offset: lenient(z.looseObject({ index: lenient(z.int().nonnegative()) })),
});

/**
 * An event of the Event Webhook, with the id of the e-mail that it is about, and what was said along with it.
 */
export const sendgridEvent = z
  .discriminatedUnion('event', [plainEvent, groupEvent, clickEvent])
  .transform((event, { issues }) => {
    const messageId = messageIdOf(event.sg_message_id, event['smtp-id']);
    // What the further keys say is read first: one of them may be called messageId too.
    if (messageId !== undefined)
      return { ...event, metadata: metadataOf(event), deliveryKey: deliveryKeyOf(event), messageId };
    issues.push({
      code: 'custom',
      path: ['sg_message_id'],
      message: 'is required, or smtp-id',
      input: undefined,
    });
    return z.NEVER;
  });

/** See {@link sendgridEvent}. */
export type SendgridEvent = z.output<typeof sendgridEvent>;

const mailbox = z.object({ address: z.string().min(1).max(998), name: z.string().optional() });

/** An e-mail of the Inbound Parse Webhook, as `readInboundMail` read it. */
export const inboundMail = z.object({
  eventId: z.string(),
  receivedAt: timestamp,
  messageId: z.string().max(1_024).optional(),
  from: mailbox,
  to: z.array(mailbox),
  cc: z.array(mailbox).optional(),
  replyTo: z.array(mailbox).optional(),
  subject: z.string().optional(),
  text: z.string().optional(),
  html: z.string().optional(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  inReplyTo: z.string().optional(),
  references: z.array(z.string()).optional(),
  envelope: z.object({ from: z.string().optional(), to: z.array(z.string()) }).optional(),
  spf: z.string().optional(),
  dkim: z.string().optional(),
  spamScore: z.number().optional(),
  isSpam: z.boolean().optional(),
  attachments: z
    .array(
      z.object({
        name: z.string().optional(),
        contentType: z.string().optional(),
        sizeBytes: z.int().nonnegative(),
        contentId: z.string().optional(),
      }),
    )
    .optional(),
});

/** See {@link inboundMail}. */
export interface InboundMail extends z.output<typeof inboundMail> {}

/** One item of a webhook, sorted by what it is. */
export const sendgridPayload = z.discriminatedUnion('item', [
  z.object({ item: z.literal('event'), event: sendgridEvent }),
  z.object({ item: z.literal('mail'), mail: inboundMail }),
  z.object({ item: z.literal('other'), kind: z.string() }),
]);

/** See {@link sendgridPayload}. */
export type SendgridPayload = z.output<typeof sendgridPayload>;

/** What a request's body is: events as they came, or an e-mail as it was read. */
export type SendgridBody = { readonly events: unknown } | { readonly mail: unknown };

/** Splits a body into items. What has no counterpart is told apart here: it need not be understood. */
export const sortItems = (body: SendgridBody): readonly unknown[] => {
  if ('mail' in body) return [{ item: 'mail', mail: body.mail }];
  const events: readonly unknown[] = Array.isArray(body.events) ? body.events : [body.events];
  return events.map((event) => {
    const kind = kindOf(event);
    return kind === undefined || mappedKinds.some((mapped) => mapped === kind)
      ? { item: 'event', event }
      : { item: 'other', kind };
  });
};

const kindOf = (event: unknown): string | undefined =>
  typeof event === 'object' && event !== null && 'event' in event && typeof event.event === 'string'
    ? event.event
    : undefined;
