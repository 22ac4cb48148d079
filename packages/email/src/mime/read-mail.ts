import { type MailboxEntry, parseMailboxList } from '../mailbox-list.ts';
import { parseHeaderParameters } from './header-parameters.ts';
import { decodeWords, headerIn, type MailHeader } from './mail-headers.ts';
import { type MailPart, takeApart } from './mail-part.ts';
import { timeOf } from './mail-time.ts';
import { bytesOf, textOf } from './part-content.ts';

/** A file of an e-mail, described: an event holds what happened, not files. */
export interface MailAttachment {
  readonly name?: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly contentId?: string;
}

/** An e-mail as it was read. */
export interface Mail {
  readonly headers: readonly MailHeader[];
  readonly messageId?: string;
  readonly from?: MailboxEntry;
  readonly to: readonly MailboxEntry[];
  readonly cc: readonly MailboxEntry[];
  readonly replyTo: readonly MailboxEntry[];
  readonly subject?: string;
  readonly text?: string;
  readonly html?: string;
  readonly inReplyTo?: string;
  readonly references?: readonly string[];
  /** When it was sent or taken, in milliseconds since the epoch, where it says so. */
  readonly timeMs?: number;
  readonly attachments: readonly MailAttachment[];
  /** All leaves, for those who look for reports among them. */
  readonly parts: readonly MailPart[];
  /** Unset where only the header is at hand. */
  readonly sizeBytes?: number;
}

/**
 * Reads an e-mail as it stands in a mail server (https://www.rfc-editor.org/rfc/rfc5322). It is lenient, because strangers wrote it:
 * what is odd is left out, what is too long is cut.
 *
 * @throws TouchlineError `webhook.body_malformed`; see `takeApart`.
 */
export const readMail = (message: Uint8Array): Mail => {
  const { headers, parts } = takeApart(message);
  const addresses = (name: string): MailboxEntry[] => mailboxesIn(headerIn(headers, name) ?? '');
  const subject = headerIn(headers, 'subject');
  const references = headerIn(headers, 'references')?.match(/<[^<>\s]{1,1022}>/g);
  const [from] = addresses('from');
  return omitUndefined({
    headers,
    messageId: headerIn(headers, 'message-id')?.trim().slice(0, 1_024) || undefined,
    from,
    to: addresses('to'),
    cc: addresses('cc'),
    replyTo: addresses('reply-to'),
    subject: subject && decodeWords(subject),
    ...bodyOf(parts),
    inReplyTo: messageIdIn(headerIn(headers, 'in-reply-to')),
    references: references ?? undefined,
    timeMs: timeOf(headers),
    attachments: parts.filter(isAttachment).map(describe),
    parts,
    sizeBytes: message.byteLength,
  });
};

/** The Message-ID in a header such as `In-Reply-To`. */
export const messageIdIn = (header: string | undefined): string | undefined =>
  /<[^<>\s]{1,1022}>/.exec(header ?? '')?.[0];

/** Names are taken apart before their encoded words are decoded: what is decoded may hold a comma. */
const mailboxesIn = (header: string): MailboxEntry[] =>
  parseMailboxList(header).map(({ address, name }) => ({
    address,
    ...(name !== undefined && { name: decodeWords(name) }),
  }));

const dispositionOf = ({ headers }: MailPart) =>
  parseHeaderParameters(headerIn(headers, 'content-disposition') ?? '');

const isText = ({ contentType }: MailPart): boolean =>
  contentType.value === 'text/plain' || contentType.value === 'text/html';

const isAttachment = (part: MailPart): boolean => {
  const { value, parameters } = dispositionOf(part);
  return !isText(part) || value === 'attachment' || parameters.filename !== undefined;
};

/** Several texts one after the other, as mailing lists append theirs, are one. */
const bodyOf = (parts: readonly MailPart[]): Pick<Mail, 'text' | 'html'> => {
  const bodies = parts.filter((part) => !isAttachment(part));
  const textsOf = (type: string): string | undefined => {
    const texts = bodies.filter(({ contentType }) => contentType.value === type).map(textOf);
    return texts.length === 0 ? undefined : texts.join('\n');
  };
  return omitUndefined({ text: textsOf('text/plain'), html: textsOf('text/html') });
};

const describe = (part: MailPart): MailAttachment => {
  const { parameters } = dispositionOf(part);
  const name = decodeWords(parameters.filename ?? part.contentType.parameters.name ?? '');
  const contentId = headerIn(part.headers, 'content-id')
    ?.trim()
    .replace(/^<(.*)>$/s, '$1');
  return {
    ...(name !== '' && { name: name.slice(0, 1_024) }),
    contentType: part.contentType.value.slice(0, 256),
    sizeBytes: bytesOf(part).byteLength,
    ...(contentId && { contentId: contentId.slice(0, 998) }),
  };
};

const omitUndefined = <Value extends object>(
  value: { [Key in keyof Value]: Value[Key] | undefined },
): Value => Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Value;
