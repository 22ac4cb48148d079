import { hash } from 'node:crypto';
import { type IgnoredEvent, type MappedEvent, TouchlineError } from '@touchline/core';
import { parseMailboxList } from '../mailbox-list.ts';
import { mailToEvents } from '../mime/mail-to-events.ts';
import { type Mail, readMail } from '../mime/read-mail.ts';
import type { Tools } from './event-draft.ts';
import type { SesReceived } from './payload.ts';

/**
 * An e-mail that SES received. Whole, where the topic's rule sends it along (up to 150 KB); its header alone, where it was stored in S3. The
 * id is SES's own.
 */
export const receivedEvents = (
  payload: SesReceived,
  tools: Tools,
): readonly (MappedEvent | IgnoredEvent)[] => {
  const { mail, receipt } = payload;
  const to = receipt.recipients ?? mail.destination ?? [];
  const from = parseMailboxList(mail.source ?? '')[0]?.address ?? '';
  const seed = [mail.messageId, ...to.map((address) => address.toLowerCase()).sort()].join('\n');
  const isBad = [receipt.spamVerdict, receipt.virusVerdict].map((verdict) => verdict?.status);
  return mailToEvents(
    mailOf(payload),
    {
      eventId: `Received-${hash('sha256', seed, 'base64url')}`,
      receivedAtMs: receipt.timestamp,
      envelope: { from, to },
      authentication: authenticationOf(receipt),
      isSpam: isBad.includes('FAIL') || (isBad.includes('PASS') ? false : undefined),
      account: undefined,
    },
    tools,
  );
};

const mailOf = ({ mail, content, receipt }: SesReceived): Mail => {
  if (content !== undefined)
    return readMail(Buffer.from(content, receipt.action?.encoding === 'BASE64' ? 'base64' : 'utf8'));
  if (!mail.headers?.length)
    throw new TouchlineError('webhook.payload_invalid', 'The notification has neither content nor headers.');
  const lines = mail.headers.map(({ name, value }) => `${name}: ${value.replaceAll(/[\r\n]+/g, ' ')}\r\n`);
  const {
    text: _,
    sizeBytes: __,
    attachments: ___,
    ...header
  } = readMail(Buffer.from(`${lines.join('')}\r\n`));
  return { ...header, attachments: [] };
};

/** `GRAY` is a check that came to nothing: there was no policy, or no signature. */
const results: ReadonlyMap<string, string> = new Map([
  ['PASS', 'pass'],
  ['FAIL', 'fail'],
  ['GRAY', 'none'],
  ['PROCESSING_FAILED', 'temperror'],
]);

const authenticationOf = ({ spfVerdict, dkimVerdict, dmarcVerdict }: SesReceived['receipt']) => {
  const found = Object.entries({ spf: spfVerdict, dkim: dkimVerdict, dmarc: dmarcVerdict }).flatMap(
    ([method, verdict]) => {
      const result = results.get(verdict?.status ?? '');
      return result === undefined ? [] : [[method, result] as const];
    },
  );
  return found.length === 0 ? undefined : Object.fromEntries(found);
};
