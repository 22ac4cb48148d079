import { hash } from 'node:crypto';
import {
  type CustomerRef,
  emailAddress,
  type IgnoredEvent,
  type InboundDraft,
  type MappedEvent,
  type MapTools,
  TouchlineError,
  type TouchpointEvents,
  timestampFromMs,
} from '@touchline/core';
import { enhancedCodeIn, replyCodeIn } from '../smtp-answer.ts';
import type { MailAuthentication } from './authentication-results.ts';
import { isAutomatic } from './automatic-mail.ts';
import { readDeliveryHeaders } from './delivery-headers.ts';
import { type DeliveryReport, deliveryReportIn, type RecipientReport } from './delivery-report.ts';
import { type FeedbackReport, feedbackReportIn } from './feedback-report.ts';
import { decodeWords, headerIn, type MailHeader } from './mail-headers.ts';
import { type Mail, messageIdIn } from './read-mail.ts';

/** How an e-mail came in. */
export interface MailArrival {
  /** The id of the event, the same for every repetition; nothing that a sender could choose to be another's. */
  readonly eventId: string;
  /** In milliseconds since the epoch; counts where the e-mail says no time. */
  readonly receivedAtMs: number;
  /** Whom the SMTP session named. */
  readonly envelope?: { readonly from?: string; readonly to: readonly string[] };
  readonly authentication?: MailAuthentication | undefined;
  readonly spamScore?: number | undefined;
  readonly isSpam?: boolean | undefined;
  readonly account?: string | undefined;
}

type Tools = MapTools<TouchpointEvents>;

/**
 * An e-mail as unified events: `email.received`; or, of a delivery status notification or a feedback report, what became of an e-mail
 * of ours, one event a recipient. Pure.
 *
 * @throws TouchlineError `webhook.payload_invalid` when it says neither whom it is from nor, as a report, whom it is about.
 */
export const mailToEvents = (
  mail: Mail,
  arrival: MailArrival,
  tools: Tools,
): readonly (MappedEvent | IgnoredEvent)[] => {
  const delivery = deliveryReportIn(mail.parts);
  if (delivery) return deliveryEvents(delivery, mail, arrival, tools);
  const feedback = feedbackReportIn(mail.parts);
  if (feedback) return feedbackEvents(feedback, mail, arrival, tools);
  return [receivedEvent(mail, arrival, tools)];
};

const receivedEvent = (mail: Mail, arrival: MailArrival, { event }: Tools): MappedEvent => {
  const { envelope, authentication, spamScore, isSpam } = arrival;
  const from = mail.from ?? (envelope?.from ? { address: envelope.from } : undefined);
  if (!from) throw unreadable('The e-mail does not say whom it is from.');
  const messageId = mail.messageId ?? arrival.eventId;
  return event('email.received', {
    id: arrival.eventId,
    ...occasion(mail, arrival),
    ...subjectOf(messageId),
    data: {
      ...person(from.address, from.name),
      messageId,
      from,
      to: [...mail.to],
      cc: nonEmpty(mail.cc),
      replyTo: nonEmpty(mail.replyTo),
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      attachments: nonEmpty(mail.attachments),
      headers: [...mail.headers],
      inReplyTo: mail.inReplyTo,
      references: mail.references && [...mail.references],
      envelope: envelope && {
        ...(envelope.from !== undefined && { from: envelope.from.slice(0, 998) }),
        to: envelope.to.map((address) => address.slice(0, 998)),
      },
      authentication,
      spamScore,
      isSpam,
      isAutomatic: isAutomatic(mail.headers),
      sizeBytes: mail.sizeBytes,
    },
  });
};

const deliveryEvents = (
  { recipients, original }: DeliveryReport,
  mail: Mail,
  arrival: MailArrival,
  tools: Tools,
): readonly (MappedEvent | IgnoredEvent)[] => {
  if (recipients.length === 0) throw unreadable('The delivery report is about nobody.');
  return recipients.map((report) => {
    const draft = <Data>(more: Data) =>
      reportDraft({ recipient: report.recipient, what: report.action, original, more }, mail, arrival);
    const { diagnostic: reason, remoteServer: server } = report;
    const code = replyCodeIn(reason);
    const enhancedCode = report.status ?? enhancedCodeIn(reason);
    switch (report.action) {
      case 'failed':
        return tools.event(
          'email.bounced',
          draft({ bounce: { kind: bounceKind(report), code, enhancedCode, reason } }),
        );
      case 'delayed':
        return tools.event('email.deferred', draft({ code, enhancedCode, reason }));
      case 'delivered':
        return tools.event('email.delivered', draft({ code, reason, server }));
      case 'relayed':
        return tools.event('email.sent', draft({}));
      default:
        return tools.ignore(`delivery-status: ${report.action.slice(0, 32)}`);
    }
  });
};

/**
 * An address is bad for good where the status is of class 5, unless it speaks of what passes or of the message: a full mailbox (x.2.2), its
 * size (x.2.3, x.3.4), the network (x.4.x), its content (x.6.x), a policy (x.7.x).
 *
 * @see https://www.rfc-editor.org/rfc/rfc3463
 */
const bounceKind = ({ status, diagnostic }: RecipientReport): 'hard' | 'soft' => {
  const [kind, subject, detail] = (status ?? enhancedCodeIn(diagnostic) ?? '').split('.');
  if (kind !== '5') return 'soft';
  const isPassing =
    ['3', '6', '7'].includes(subject ?? '') ||
    (subject === '2' && (detail === '2' || detail === '3')) ||
    (subject === '4' && detail !== '4');
  return isPassing ? 'soft' : 'hard';
};

/** Types that say that an e-mail is no spam, or that the sender could not be authenticated: nobody complained. */
const noComplaints: ReadonlySet<string> = new Set(['not-spam', 'auth-failure', 'dmarc']);

const feedbackEvents = (
  { feedbackType, recipients, reportedBy, original }: FeedbackReport,
  mail: Mail,
  arrival: MailArrival,
  { event, ignore }: Tools,
): readonly (MappedEvent | IgnoredEvent)[] => {
  if (noComplaints.has(feedbackType)) return [ignore(`feedback-report: ${feedbackType}`)];
  if (recipients.length === 0) throw unreadable('The feedback report is about nobody.');
  return recipients.map((recipient) =>
    event(
      'email.complained',
      reportDraft(
        { recipient, what: 'complained', original, more: { feedbackType, reportedBy } },
        mail,
        arrival,
      ),
    ),
  );
};

interface Reported<Data> {
  readonly recipient: string;
  readonly what: string;
  readonly original: readonly MailHeader[];
  readonly more: Data;
}

/** The id holds the report's own Message-ID as well: a second warning of the same delay is another event. */
const reportDraft = <Data>(
  { recipient, what, original, more }: Reported<Data>,
  mail: Mail,
  arrival: MailArrival,
) => {
  const { deliveryKey, tags, metadata } = readDeliveryHeaders(original);
  const messageId =
    messageIdIn(headerIn(original, 'message-id')) ??
    mail.references?.at(-1) ??
    mail.inReplyTo ??
    arrival.eventId;
  const subject = headerIn(original, 'subject');
  const seed = [messageId, recipient.toLowerCase(), what, mail.messageId ?? arrival.eventId].join('\n');
  return {
    id: `report-${hash('sha256', seed, 'base64url')}`,
    ...occasion(mail, arrival),
    ...subjectOf(messageId),
    ...(deliveryKey !== undefined && { correlationid: deliveryKey }),
    data: {
      ...person(recipient),
      messageId,
      recipient,
      subject: subject && decodeWords(subject),
      tags: tags && [...tags],
      metadata: metadata && { ...metadata },
      ...more,
    },
  } satisfies InboundDraft<unknown>;
};

const occasion = ({ timeMs }: Mail, { receivedAtMs, account }: MailArrival) => ({
  time: timestampFromMs(timeMs ?? receivedAtMs),
  ...(account !== undefined && { account }),
});

/** An envelope's subject holds no control characters. */
const subjectOf = (messageId: string): { readonly subject?: string } =>
  /^\P{Cc}+$/u.test(messageId) ? { subject: messageId } : {};

/** Mail also comes from, and goes to, addresses that are none. */
const person = (address: string, name?: string): { readonly customer?: CustomerRef } =>
  emailAddress.safeParse(address).success
    ? { customer: { email: address, ...(name && { name: name.slice(0, 512) }) } }
    : {};

const nonEmpty = <Item>(items: readonly Item[]): Item[] | undefined =>
  items.length === 0 ? undefined : [...items];

const unreadable = (sentence: string): TouchlineError =>
  new TouchlineError('webhook.payload_invalid', sentence);
