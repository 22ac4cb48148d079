import {
  type CustomerRef,
  emailAddress,
  type IgnoredEvent,
  type InboundDraft,
  type InboundTools,
  type MappedEvent,
  type TouchpointEvents,
  timestampFromSeconds,
} from '@touchline/core';
import { enhancedCodeIn, replyCodeIn } from '../smtp-answer.ts';
import type { SendgridSettings } from './config.ts';
import { mailToEvent } from './mail-to-event.ts';
import type { SendgridEvent, SendgridPayload } from './payload.ts';

/** What the maps work with. */
export type Tools = InboundTools<TouchpointEvents, SendgridSettings>;

/** One item of a webhook as unified events. Pure. */
export const toEvents = (payload: SendgridPayload, tools: Tools): readonly (MappedEvent | IgnoredEvent)[] => {
  switch (payload.item) {
    case 'event':
      return eventMaps[payload.event.event](payload.event as never, tools);
    case 'mail':
      return [mailToEvent(payload.mail, tools)];
    case 'other':
      return [tools.ignore(payload.kind)];
  }
};

type Kind = SendgridEvent['event'];
type GroupKind = 'group_unsubscribe' | 'group_resubscribe';
type ClickEvent = Extract<SendgridEvent, { event: 'click' }>;
type GroupEvent = Extract<SendgridEvent, { event: GroupKind }>;
type PlainEvent = Exclude<SendgridEvent, ClickEvent | GroupEvent>;
type EventOf<K extends Kind> = K extends 'click' ? ClickEvent : K extends GroupKind ? GroupEvent : PlainEvent;
type EventMap<K extends Kind> = (source: EventOf<K>, tools: Tools) => readonly MappedEvent[];

const eventMaps: { readonly [K in Kind]: EventMap<K> } = {
  // "Received and ready to be delivered": it has not left for the recipient's server yet, so it is not
  // `email.sent`.
  processed: (source, { event }) => [event('email.queued', draft(source, message(source)))],

  dropped: (source, { event }) => [
    isOurFault(source)
      ? event('email.failed', draft(source, { ...message(source), failure: { message: source.reason } }))
      : event('email.dropped', draft(source, { ...message(source), reason: source.reason })),
  ],

  deferred: (source, { event }) => [
    event(
      'email.deferred',
      draft(source, {
        ...message(source),
        ...answerOf(source.response ?? source.reason),
        attempt: source.attempt,
      }),
    ),
  ],

  delivered: (source, { event }) => [
    event(
      'email.delivered',
      draft(source, { ...message(source), code: replyCodeIn(source.response), reason: source.response }),
    ),
  ],

  bounce: (source, { event }) => [
    event(
      'email.bounced',
      draft(source, {
        ...message(source),
        bounce: {
          ...answerOf(source.reason),
          kind: bounceKind(source),
          enhancedCode: enhancedCodeIn(source.status) ?? enhancedCodeIn(source.reason),
          category: source.bounce_classification,
        },
      }),
    ),
  ],

  open: (source, { event }) => [
    event(
      'email.opened',
      draft(source, { ...message(source), ...reader(source), isMachine: source.sg_machine_open }),
    ),
  ],

  click: (source, { event }) => [
    event(
      'email.clicked',
      draft(source, {
        ...message(source),
        ...reader(source),
        url: source.url,
        linkIndex: source.url_offset?.index,
      }),
    ),
  ],

  spamreport: (source, { event }) => [event('email.complained', draft(source, message(source)))],

  // Who unsubscribes says it about one e-mail and means all that follow: the second event is for those who
  // keep consents.
  unsubscribe: (source, { event }) => [
    event('email.unsubscribed', draft(source, message(source))),
    event('contact.opted_out', draft(source, choice(source), 'opted_out')),
  ],

  group_unsubscribe: (source, { event }) => [
    event('email.unsubscribed', draft(source, { ...message(source), groupId: source.asm_group_id })),
    event(
      'contact.opted_out',
      draft(source, { ...choice(source), purpose: source.asm_group_id }, 'opted_out'),
    ),
  ],

  group_resubscribe: (source, { event }) => [
    event('contact.opted_in', draft(source, { ...choice(source), purpose: source.asm_group_id })),
  ],
};

const draft = <Data>(source: SendgridEvent, data: Data, second?: string): InboundDraft<Data> => {
  const { deliveryKey: correlationid } = source;
  return {
    id: second === undefined ? source.sg_event_id : `${source.sg_event_id}:${second}`,
    time: timestampFromSeconds(source.timestamp),
    subject: source.messageId,
    ...(source.sg_user_id !== undefined && { account: source.sg_user_id }),
    ...(correlationid !== undefined && { correlationid }),
    data,
  };
};

/** What all events about an e-mail tell. */
const message = (source: SendgridEvent) => ({
  ...person(source),
  messageId: source.messageId,
  recipient: source.email,
  campaignId: source.marketing_campaign_id ?? source.singlesend_id ?? source.sg_template_id,
  tags: tagsOf(source.category),
  metadata: source.metadata,
});

/** Whom it is about. Mail also goes to addresses that are none, so a recipient is not always a customer. */
const person = ({ email }: SendgridEvent): { readonly customer?: CustomerRef } =>
  emailAddress.safeParse(email).success ? { customer: { email } } : {};

const tagsOf = (category: string | readonly string[] | undefined): string[] | undefined => {
  const tags = [category ?? []].flat().filter((tag) => tag !== '');
  return tags.length === 0 ? undefined : tags.map((tag) => tag.slice(0, 256));
};

const answerOf = (words: string | undefined) => ({
  code: replyCodeIn(words),
  enhancedCode: enhancedCodeIn(words),
  reason: words,
});

const reader = ({ ip, useragent }: SendgridEvent) => ({ ipAddress: ip, userAgent: useragent });

const choice = (source: SendgridEvent) => ({
  ...person(source),
  channel: 'email',
  ...(source.email.length <= 512 && { address: source.email }),
});

/**
 * A `blocked` message may get through another time. A bounce is hard, unless the receiving server itself said
 * that the failure is a passing one (4.x.x). Old events lack the type.
 */
const bounceKind = ({ type, status, reason }: SendgridEvent): 'hard' | 'soft' => {
  const enhancedCode = enhancedCodeIn(status) ?? enhancedCodeIn(reason);
  if (type === 'blocked' || enhancedCode?.startsWith('4')) return 'soft';
  return type === 'bounce' || enhancedCode?.startsWith('5') ? 'hard' : 'soft';
};

/** A drop that is no matter of the recipient: the message or the account is at fault. */
const isOurFault = ({ reason = '' }: SendgridEvent): boolean =>
  ['invalid smtpapi header', 'spam content', 'recipient list over package quota'].some((fault) =>
    reason.toLowerCase().startsWith(fault),
  );
