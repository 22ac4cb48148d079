import { hash } from 'node:crypto';
import { parseJsonBody, timestampFromMs, type WebhookRequest } from '@touchline/core';
import { type MailboxEntry, parseMailboxList } from '../mailbox-list.ts';
import { decodeText } from '../mime/header-parameters.ts';
import { decodeWords, parseMailHeaders } from '../mime/mail-headers.ts';
import { timeOf } from '../mime/mail-time.ts';
import { isSameOrganisation } from '../mime/same-organisation.ts';
import { type MultipartPart, parseMultipartBody } from '../multipart-body.ts';

/**
 * Reads the form that Inbound Parse posts into what the payload's schema checks. Fields that are missing or
 * odd are left out; only a body that is no form throws.
 *
 * With "POST the raw, full MIME message" on, SendGrid does not take the e-mail apart; then headers are read
 * and the text is not. Source:
 * https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/setting-up-the-inbound-parse-webhook
 *
 * @throws TouchlineError `webhook.body_malformed`.
 */
export const readInboundMail = ({
  headers: { 'content-type': contentType = '' },
  rawBody,
}: WebhookRequest) => {
  const parts = parseMultipartBody(rawBody, contentType);
  const field = fieldReader(parts);
  const rawHeaders = field('headers') ?? field('email')?.split(/\r?\n\r?\n/, 1)[0] ?? '';
  const headers = parseMailHeaders(rawHeaders);
  const header = (name: string) => headers.find((entry) => entry.name.toLowerCase() === name)?.value;
  const addresses = (name: string, fallback = name): MailboxEntry[] =>
    parseMailboxList(field(name) ?? decodeWords(header(fallback) ?? ''));

  const envelope = envelopeOf(field('envelope'));
  const messageId = header('message-id')?.trim().slice(0, 1_024) || undefined;
  const references = (header('references') ?? '').match(/<[^<>\s]{1,1022}>/g);
  const [from] = addresses('from');
  return {
    eventId: `mail-${hash('sha256', `${field('envelope') ?? ''}\n${rawHeaders}`, 'base64url')}`,
    receivedAt: timestampOf(timeOf(headers)),
    messageId,
    from: from ?? (envelope?.from ? { address: envelope.from } : undefined),
    to: addresses('to'),
    cc: nonEmpty(addresses('cc')),
    replyTo: nonEmpty(parseMailboxList(decodeWords(header('reply-to') ?? ''))),
    subject: field('subject') ?? (header('subject') && decodeWords(header('subject') ?? '')),
    text: field('text'),
    html: field('html'),
    headers,
    inReplyTo: /<[^<>\s]{1,1022}>/.exec(header('in-reply-to') ?? '')?.[0],
    references: references ?? undefined,
    envelope,
    spf: field('SPF')?.trim().toLowerCase().slice(0, 64) || undefined,
    dkim: dkimOf(field('dkim'), from?.address),
    ...spamOf(field('spam_score'), field('spam_report')),
    attachments: nonEmpty(attachmentsOf(parts, field('attachment-info'))),
  };
};

type FieldReader = (name: string) => string | undefined;

/** Each field comes in the charset that the field `charsets` names for it; it does so because e-mails do. */
const fieldReader = (parts: readonly MultipartPart[]): FieldReader => {
  const bytesOf = (name: string) =>
    parts.find((part) => part.name === name && part.filename === undefined)?.bytes;
  const charsets = jsonRecord(optionalText(bytesOf('charsets'), 'utf-8'));
  return (name) => {
    const charset = charsets[name];
    return optionalText(bytesOf(name), typeof charset === 'string' ? charset : 'utf-8');
  };
};

const optionalText = (bytes: Uint8Array | undefined, charset: string): string | undefined =>
  bytes && decodeText(bytes, charset);

const jsonRecord = (json: string | undefined): Readonly<Record<string, unknown>> => {
  try {
    const value = parseJsonBody(Buffer.from(json ?? '{}'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
};

const envelopeOf = (json: string | undefined): { from?: string; to: string[] } | undefined => {
  const { from, to } = jsonRecord(json);
  if (!Array.isArray(to)) return undefined;
  return {
    ...(typeof from === 'string' && { from: from.slice(0, 998) }),
    to: to
      .filter((address): address is string => typeof address === 'string' && address !== '')
      .map((address) => address.slice(0, 998)),
  };
};

const timestampOf = (timeMs: number | undefined): string | undefined =>
  timeMs === undefined ? undefined : timestampFromMs(timeMs);

/**
 * `{@acme.example : pass, @mailer.example : fail}`, which is not quite JSON. A signature speaks for the
 * sender only where its domain is the sender's, or one above or below it.
 */
const dkimOf = (results: string | undefined, from: string | undefined): string | undefined => {
  if (results === undefined) return undefined;
  const domain = from?.split('@').at(-1)?.toLowerCase() ?? '';
  const aligned = [...results.matchAll(/@([\w.-]{1,255})\s*:\s*(\w{1,64})/g)]
    .filter(([, signer = '']) => isSameOrganisation(signer.toLowerCase(), domain))
    .map(([, , result = '']) => result.toLowerCase());
  return aligned.includes('pass') ? 'pass' : (aligned[0] ?? 'none');
};

/** SpamAssassin's verdict; the report says how many points make spam: `(2.6 points, 5.0 required)`. */
const spamOf = (
  score: string | undefined,
  report: string | undefined,
): { spamScore?: number; isSpam?: boolean } => {
  const spamScore = Number.parseFloat(score ?? '');
  if (!Number.isFinite(spamScore)) return {};
  const required = Number.parseFloat(/points, (-?[\d.]{1,16}) required\)/.exec(report ?? '')?.[1] ?? '');
  return { spamScore, ...(Number.isFinite(required) && { isSpam: spamScore >= required }) };
};

/** Their bytes are not kept: an event holds what happened, not files. */
const attachmentsOf = (parts: readonly MultipartPart[], info: string | undefined) => {
  const described = jsonRecord(info);
  return parts
    .filter(({ name }) => /^attachment\d+$/.test(name))
    .map(({ name, filename, contentType, bytes }) => {
      const { 'content-id': contentId, ...more } = { ...(described[name] as object | undefined) } as Record<
        string,
        unknown
      >;
      return {
        name: filename || textIn(more.filename),
        contentType: (contentType ?? textIn(more.type))?.slice(0, 256),
        sizeBytes: bytes.byteLength,
        contentId: textIn(contentId)?.slice(0, 998),
      };
    });
};

const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const nonEmpty = <Item>(items: readonly Item[]): readonly Item[] | undefined =>
  items.length === 0 ? undefined : items;
