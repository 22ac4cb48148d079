import { type CustomerRef, emailAddress, type MappedEvent } from '@touchline/core';
import { isAutomatic } from '../mime/automatic-mail.ts';
import type { InboundMail } from './payload.ts';
import type { Tools } from './to-events.ts';

/** An e-mail of Inbound Parse as `email.received`. */
export const mailToEvent = (mail: InboundMail, { event }: Pick<Tools, 'event'>): MappedEvent => {
  const { eventId, receivedAt, spf, dkim, from, messageId = eventId, ...same } = mail;
  return event('email.received', {
    // The same for every repetition, and, unlike the Message-ID, nothing that a sender can choose to be
    // another's.
    id: eventId,
    time: receivedAt,
    ...(/^\P{Cc}+$/u.test(messageId) && { subject: messageId }),
    data: {
      ...same,
      messageId,
      from,
      ...customerOf(from),
      isAutomatic: isAutomatic(mail.headers),
      authentication: spf === undefined && dkim === undefined ? undefined : { spf, dkim },
    },
  });
};

const customerOf = ({ address, name }: InboundMail['from']): { readonly customer?: CustomerRef } =>
  emailAddress.safeParse(address).success
    ? { customer: { email: address, ...(name && { name: name.slice(0, 512) }) } }
    : {};
