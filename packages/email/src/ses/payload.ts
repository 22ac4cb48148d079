import { parseJsonBody, TouchlineError, type WebhookRequest } from '@touchline/core';
import { z } from 'zod';
import { readSnsMessage } from './sns/sns-message.ts';

/** A field that may be absent, and whose odd value must not cost the event. */
const lenient = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);

const text = (maxLength: number) =>
  lenient(
    z
      .string()
      .min(1)
      .transform((value) => value.slice(0, maxLength)),
  );

/** `2016-01-27T14:59:44.101Z`, or with an offset. */
const time = z
  .string()
  .transform((value) => Date.parse(value))
  .refine((epochMs) => epochMs >= 0 && epochMs < 253_402_300_800_000, 'must be a time');

/** Ever so many recipients in one event would be a mistake: SES takes 50. */
const maxRecipients = 1_000;

const addresses = lenient(z.array(z.string().min(1)).max(maxRecipients));
const header = z.object({ name: z.string().min(1).max(998), value: z.string() });

/** What all events tell of the e-mail: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html#event-publishing-retrieving-sns-contents-mail-object */
const mail = z.object({
  messageId: z.string().min(1).max(1_024),
  timestamp: lenient(time),
  source: text(998),
  sendingAccountId: text(64),
  destination: addresses,
  headers: lenient(z.array(header).max(1_000)),
  commonHeaders: lenient(z.object({ subject: lenient(z.string()) })),
  tags: lenient(z.record(z.string().max(256), z.array(z.string()).max(10))),
});

/** See {@link mail}. */
export interface SesMail extends z.output<typeof mail> {}

/** Events about an e-mail, under the names that both formats have, and a name of ours. */
const base = { mail };

const bounce = z.object({
  kind: z.literal('Bounce'),
  ...base,
  bounce: z.object({
    bounceType: text(64),
    bounceSubType: text(64),
    timestamp: time,
    feedbackId: text(256),
    bouncedRecipients: z
      .array(
        z.object({ emailAddress: z.string().min(1).max(998), status: text(64), diagnosticCode: text(8_192) }),
      )
      .min(1)
      .max(maxRecipients),
  }),
});

const complaint = z.object({
  kind: z.literal('Complaint'),
  ...base,
  complaint: z.object({
    timestamp: time,
    feedbackId: text(256),
    complaintSubType: text(64),
    complaintFeedbackType: text(64),
    userAgent: text(512),
    complainedRecipients: z
      .array(z.object({ emailAddress: z.string().min(1).max(998) }))
      .min(1)
      .max(maxRecipients),
  }),
});

const delivery = z.object({
  kind: z.literal('Delivery'),
  ...base,
  delivery: z.object({
    timestamp: time,
    recipients: z.array(z.string().min(1).max(998)).min(1).max(maxRecipients),
    smtpResponse: text(8_192),
    remoteMtaIp: text(512),
  }),
});

const send = z.object({ kind: z.literal('Send'), ...base });

const reject = z.object({ kind: z.literal('Reject'), ...base, reject: z.object({ reason: text(512) }) });

const reader = { timestamp: time, ipAddress: text(64), userAgent: text(2_048) };

const open = z.object({ kind: z.literal('Open'), ...base, open: z.object(reader) });

const click = z.object({
  kind: z.literal('Click'),
  ...base,
  click: z.object({ ...reader, link: text(8_192) }),
});

const renderingFailure = z.object({
  kind: z.literal('Rendering Failure'),
  ...base,
  failure: z.object({ errorMessage: text(8_192), templateName: text(256) }),
});

const deliveryDelay = z.object({
  kind: z.literal('DeliveryDelay'),
  ...base,
  deliveryDelay: z.object({
    timestamp: time,
    delayType: text(64),
    delayedRecipients: z
      .array(
        z.object({ emailAddress: z.string().min(1).max(998), status: text(64), diagnosticCode: text(8_192) }),
      )
      .min(1)
      .max(maxRecipients),
  }),
});

const preferences = z.object({
  unsubscribeAll: lenient(z.boolean()),
  topicSubscriptionStatus: lenient(
    z.array(z.object({ topicName: z.string().min(1).max(256), subscriptionStatus: z.string() })).max(1_000),
  ),
});

/** See {@link preferences}. */
export interface TopicPreferences extends z.output<typeof preferences> {}

const subscription = z.object({
  kind: z.literal('Subscription'),
  ...base,
  subscription: z.object({
    timestamp: time,
    contactList: text(256),
    source: text(256),
    newTopicPreferences: preferences,
    oldTopicPreferences: lenient(preferences),
  }),
});

const verdict = lenient(z.object({ status: z.string().max(64) }));

/** An e-mail that came in: https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html */
const received = z.object({
  kind: z.literal('Received'),
  ...base,
  content: lenient(z.string()),
  receipt: z.object({
    timestamp: time,
    recipients: addresses,
    spamVerdict: verdict,
    virusVerdict: verdict,
    spfVerdict: verdict,
    dkimVerdict: verdict,
    dmarcVerdict: verdict,
    action: lenient(z.object({ type: text(64), encoding: text(64) })),
  }),
});

/** See {@link received}. */
export interface SesReceived extends z.output<typeof received> {}

/** A notification, or what else a topic says. */
export const sesPayload = z.discriminatedUnion('kind', [
  bounce,
  complaint,
  delivery,
  send,
  reject,
  open,
  click,
  renderingFailure,
  deliveryDelay,
  subscription,
  received,
  z.object({ kind: z.literal('other'), name: z.string() }),
]);

/** See {@link sesPayload}. */
export type SesPayload = z.output<typeof sesPayload>;

/** The kinds that have a counterpart. */
const mappedKinds: ReadonlySet<string> = new Set(
  sesPayload.options.map(({ shape }) => shape.kind.value).filter((kind) => kind !== 'other'),
);

/**
 * The notification in a message of SNS, its kind under one name whichever format it has. What has no counterpart is told apart here: it need
 * not be understood, and SES says hello in plain words.
 *
 * @throws TouchlineError `webhook.body_malformed` when the message is no message of SNS.
 */
export const readNotification = (request: WebhookRequest): unknown => {
  const { Type, Message } = readSnsMessage(request);
  if (Type !== 'Notification') return { kind: 'other', name: Type };
  const notification = jsonObjectIn(Message);
  const kind = notification && (notification.eventType ?? notification.notificationType);
  if (typeof kind !== 'string') return { kind: 'other', name: notification ? 'unnamed' : 'text' };
  return mappedKinds.has(kind) ? { ...notification, kind } : { kind: 'other', name: kind.slice(0, 64) };
};

const jsonObjectIn = (message: string): Record<string, unknown> | undefined => {
  try {
    const value = parseJsonBody(Buffer.from(message));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch (thrown) {
    // What begins like JSON was meant to be: it is kept.
    if (TouchlineError.isInstance(thrown) && !message.trimStart().startsWith('{')) return undefined;
    throw thrown;
  }
};
