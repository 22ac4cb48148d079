import { hash } from 'node:crypto';
import { TouchlineError, type WebhookRequest } from '@touchline/core';
import { z } from 'zod';
import { parseMailboxList } from '../mailbox-list.ts';
import { type Mail, readMail } from '../mime/read-mail.ts';

/** Whom the SMTP session named. */
export interface Envelope {
  /** Empty for bounces. */
  readonly from?: string;
  readonly to: readonly string[];
}

/** An e-mail that the mail server posted. */
export interface PostedMail {
  /** Made of all that was posted: the same for every repetition, and nothing that a sender could choose to be another's. */
  readonly eventId: string;
  readonly mail: Mail;
  readonly envelope?: Envelope;
}

/** What was read is checked already: nothing of it is trusted, and every part is bounded. */
export const postedMail = z.custom<PostedMail>(
  (value) => typeof value === 'object' && value !== null && 'mail' in value,
);

/**
 * Reads an e-mail as the mail server posts it: the message as it is, the envelope in headers or in the query.
 *
 * @throws TouchlineError `webhook.body_malformed` when it is not sent as `message/rfc822`, or is no e-mail that can be read.
 */
export const readPostedMail = (request: WebhookRequest): PostedMail => {
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'message/rfc822')
    throw new TouchlineError(
      'webhook.body_malformed',
      'The content type of a posted e-mail must be message/rfc822.',
    );
  const envelope = envelopeOf(request);
  const digest = hash('sha256', request.rawBody, 'base64url');
  return {
    eventId: `mail-${hash('sha256', `${JSON.stringify(envelope ?? null)}\n${digest}`, 'base64url')}`,
    mail: readMail(request.rawBody),
    ...(envelope && { envelope }),
  };
};

const envelopeOf = ({ headers, url }: WebhookRequest): Envelope | undefined => {
  const query = URL.parse(url)?.searchParams;
  const from = headers['x-envelope-from'] ?? query?.get('from') ?? undefined;
  const recipients = headers['x-envelope-to'] ?? query?.getAll('to').join(', ') ?? '';
  const to = parseMailboxList(recipients).map(({ address }) => address);
  if (from === undefined && to.length === 0) return undefined;
  return { ...(from !== undefined && { from: senderOf(from) }), to };
};

/** The empty sender of a bounce is written `<>`, or, by Postfix, as the name of its daemon. */
const senderOf = (text: string): string => {
  const address = text.trim().replace(/^<(.*)>$/s, '$1');
  return address.includes('@') ? address.slice(0, 998) : '';
};
