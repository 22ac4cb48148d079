import type { IgnoredEvent, MappedEvent } from '@touchline/core';
import { enhancedCodeIn, replyCodeIn } from '../smtp-answer.ts';
import { engagementEvents } from './engagement-events.ts';
import { eventDraft, type Tools } from './event-draft.ts';
import type { SesMail, SesPayload } from './payload.ts';
import { receivedEvents } from './received-mail.ts';
import { subscriptionEvents } from './subscription-events.ts';

type Results = readonly (MappedEvent | IgnoredEvent)[];

/** A notification as unified events, one a recipient. Pure. */
export const toEvents = (payload: SesPayload, tools: Tools): Results => {
  switch (payload.kind) {
    case 'Send':
      // SES took it and will try: it has not left for the recipient's server yet, so it is not `email.sent`.
      return recipientsOf(payload.mail).map((recipient) =>
        tools.event(
          'email.queued',
          eventDraft({ ...payload, recipient, timeMs: payload.mail.timestamp }, tools),
        ),
      );
    case 'Delivery':
      return deliveryEvents(payload, tools);
    case 'DeliveryDelay':
      return delayEvents(payload, tools);
    case 'Bounce':
      return bounceEvents(payload, tools);
    case 'Complaint':
      return complaintEvents(payload, tools);
    case 'Reject':
      // A virus was found in it; nobody got it.
      return failureEvents(payload, { failure: { message: payload.reject.reason } }, tools);
    case 'Rendering Failure':
      return failureEvents(
        payload,
        { failure: { message: payload.failure.errorMessage }, campaignId: payload.failure.templateName },
        tools,
      );
    case 'Open':
    case 'Click':
      return engagementEvents(payload, tools);
    case 'Subscription':
      return subscriptionEvents(payload, tools);
    case 'Received':
      return receivedEvents(payload, tools);
    case 'other':
      return [tools.ignore(payload.name)];
  }
};

type PayloadOf<Kind extends SesPayload['kind']> = Extract<SesPayload, { kind: Kind }>;

const deliveryEvents = ({ kind, mail, delivery }: PayloadOf<'Delivery'>, tools: Tools): Results =>
  delivery.recipients.map((recipient) =>
    tools.event(
      'email.delivered',
      eventDraft({ kind, mail, recipient, timeMs: delivery.timestamp }, tools, {
        code: replyCodeIn(delivery.smtpResponse),
        reason: delivery.smtpResponse,
        server: delivery.remoteMtaIp,
      }),
    ),
  );

const delayEvents = ({ kind, mail, deliveryDelay }: PayloadOf<'DeliveryDelay'>, tools: Tools): Results =>
  deliveryDelay.delayedRecipients.map(({ emailAddress: recipient, status, diagnosticCode }) => {
    const answer = answerOf(status, diagnosticCode);
    return tools.event(
      'email.deferred',
      eventDraft({ kind, mail, recipient, timeMs: deliveryDelay.timestamp }, tools, {
        ...answer,
        reason: answer.reason ?? deliveryDelay.delayType,
      }),
    );
  });

/** Bounces and complaints that SES itself stands behind: the address was on a list, and it did not even try. */
const suppressedKinds: ReadonlySet<string> = new Set(['Suppressed', 'OnAccountSuppressionList']);

/** `Permanent` is for good; of `Transient` and `Undetermined` nobody can say so. */
const bounceEvents = ({ kind, mail, bounce }: PayloadOf<'Bounce'>, tools: Tools): Results =>
  bounce.bouncedRecipients.map(({ emailAddress: recipient, status, diagnosticCode }) => {
    const about = { kind, mail, recipient, timeMs: bounce.timestamp, more: bounce.feedbackId };
    const answer = answerOf(status, diagnosticCode);
    if (suppressedKinds.has(bounce.bounceSubType ?? ''))
      return tools.event(
        'email.dropped',
        eventDraft(about, tools, { reason: answer.reason ?? bounce.bounceSubType }),
      );
    return tools.event(
      'email.bounced',
      eventDraft(about, tools, {
        bounce: {
          kind: bounce.bounceType === 'Permanent' ? ('hard' as const) : ('soft' as const),
          ...answer,
          category: [bounce.bounceType, bounce.bounceSubType].filter(Boolean).join('/') || undefined,
        },
      }),
    );
  });

const complaintEvents = ({ kind, mail, complaint }: PayloadOf<'Complaint'>, tools: Tools): Results =>
  complaint.complainedRecipients.map(({ emailAddress: recipient }) => {
    const about = { kind, mail, recipient, timeMs: complaint.timestamp, more: complaint.feedbackId };
    return suppressedKinds.has(complaint.complaintSubType ?? '')
      ? tools.event('email.dropped', eventDraft(about, tools, { reason: complaint.complaintSubType }))
      : tools.event(
          'email.complained',
          eventDraft(about, tools, {
            feedbackType: complaint.complaintFeedbackType,
            reportedBy: complaint.userAgent,
          }),
        );
  });

const failureEvents = (
  { kind, mail }: PayloadOf<'Reject' | 'Rendering Failure'>,
  data: {
    readonly failure: { readonly message: string | undefined };
    readonly campaignId?: string | undefined;
  },
  tools: Tools,
): Results =>
  recipientsOf(mail).map((recipient) =>
    tools.event(
      'email.failed',
      eventDraft({ kind: kind.replace(' ', ''), mail, recipient, timeMs: mail.timestamp }, tools, data),
    ),
  );

const recipientsOf = ({ destination = [] }: SesMail): readonly string[] => destination;

/** What the other server said: `smtp; 550 5.1.1 user unknown`, as RFC 3464 writes it. */
const answerOf = (status: string | undefined, diagnosticCode: string | undefined) => {
  const reason = diagnosticCode?.replace(/^\s*smtp\s*;\s*/i, '') || undefined;
  return {
    code: replyCodeIn(reason),
    enhancedCode: enhancedCodeIn(status) ?? enhancedCodeIn(reason),
    reason,
  };
};
