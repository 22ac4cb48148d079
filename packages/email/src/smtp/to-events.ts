import type { IgnoredEvent, InboundTools, MappedEvent, TouchpointEvents } from '@touchline/core';
import { authenticationOf } from '../mime/authentication-results.ts';
import { mailToEvents } from '../mime/mail-to-events.ts';
import type { SmtpSettings } from './config.ts';
import type { PostedMail } from './inbound-mail.ts';

/** A posted e-mail as unified events. Pure. */
export const toEvents = (
  { mail, envelope, eventId }: PostedMail,
  tools: InboundTools<TouchpointEvents, SmtpSettings>,
): readonly (MappedEvent | IgnoredEvent)[] => {
  const authservId = tools.config.inbound?.authservId;
  const authentication =
    authservId === undefined ? undefined : authenticationOf(mail.headers, authservId, mail.from?.address);
  return mailToEvents(
    mail,
    { eventId, receivedAtMs: tools.receivedAt.getTime(), ...(envelope && { envelope }), authentication },
    tools,
  );
};
