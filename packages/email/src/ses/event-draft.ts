import { hash } from 'node:crypto';
import {
  type CustomerRef,
  emailAddress,
  type InboundDraft,
  type InboundTools,
  type TouchpointEvents,
  timestampFromMs,
} from '@touchline/core';
import { parseMailboxList } from '../mailbox-list.ts';
import type { SesSettings } from './config.ts';
import { readEmailTags } from './email-tags.ts';
import type { SesMail } from './payload.ts';

/** What the maps work with. */
export type Tools = InboundTools<TouchpointEvents, SesSettings>;

/** What an event is about, and what makes it that one. */
export interface About {
  readonly kind: string;
  readonly mail: SesMail;
  readonly recipient: string;
  /** When it happened, in milliseconds since the epoch, where SES says so. */
  readonly timeMs: number | undefined;
  /** What else tells it from others of its kind, such as a link. */
  readonly more?: string | undefined;
}

/**
 * What all events about an e-mail tell. The id is made of SES's own ids and not of the message's of SNS: the same event may come over two
 * topics, and in either format.
 */
export const eventDraft = <Data extends object = object>(
  about: About,
  tools: Pick<Tools, 'receivedAt'>,
  data = {} as Data,
) => {
  const { mail, recipient } = about;
  const { tags, metadata } = readEmailTags(mail.tags ?? {});
  return {
    ...envelopeOf(about, tools),
    data: {
      ...person(recipient),
      messageId: mail.messageId,
      recipient: recipient.slice(0, 998),
      sender: parseMailboxList(mail.source ?? '')[0]?.address,
      subject: mail.commonHeaders?.subject,
      tags: tags && [...tags],
      metadata: metadata && { ...metadata },
      ...data,
    },
  } satisfies InboundDraft<unknown>;
};

/** A choice about e-mail, for those who keep consents. */
export const choiceDraft = (about: About, tools: Pick<Tools, 'receivedAt'>, purpose: string | undefined) => ({
  ...envelopeOf(about, tools),
  data: {
    ...person(about.recipient),
    channel: 'email',
    ...(about.recipient.length <= 512 && { address: about.recipient }),
    ...(purpose !== undefined && { purpose }),
  },
});

const envelopeOf = (
  { kind, mail, recipient, timeMs, more = '' }: About,
  { receivedAt }: Pick<Tools, 'receivedAt'>,
) => {
  const { deliveryKey } = readEmailTags(mail.tags ?? {});
  const seed = [kind, mail.messageId, recipient.toLowerCase(), timeMs ?? '', more].join('\n');
  return {
    id: `${kind}-${hash('sha256', seed, 'base64url')}`,
    time: timestampFromMs(timeMs ?? receivedAt.getTime()),
    ...(/^\P{Cc}+$/u.test(mail.messageId) && { subject: mail.messageId }),
    ...(mail.sendingAccountId !== undefined && { account: mail.sendingAccountId }),
    ...(deliveryKey !== undefined && { correlationid: deliveryKey }),
  };
};

/** Mail also goes to addresses that are none, so a recipient is not always a customer. */
const person = (address: string): { readonly customer?: CustomerRef } =>
  emailAddress.safeParse(address).success ? { customer: { email: address } } : {};
