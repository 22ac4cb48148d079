import { headerIn, type MailHeader, parseMailHeaders } from './mail-headers.ts';
import type { MailPart } from './mail-part.ts';
import { bytesOf, textOf } from './part-content.ts';
import { fieldGroupsIn, typedValue } from './report-fields.ts';

/** What became of an e-mail for one recipient. */
export interface RecipientReport {
  readonly recipient: string;
  /** In lower case: `failed`, `delayed`, `delivered`, `relayed`, `expanded`. */
  readonly action: string;
  /** `5.1.1` */
  readonly status?: string;
  /** What the other server said: `550 5.1.1 No such user`. */
  readonly diagnostic?: string;
  readonly remoteServer?: string;
}

/** A delivery status notification. */
export interface DeliveryReport {
  readonly recipients: readonly RecipientReport[];
  /** The header of the e-mail that it is about, as far as it came along. */
  readonly original: readonly MailHeader[];
}

/**
 * Reads a delivery status notification: a bounce, a warning of delay, or a receipt.
 *
 * @returns undefined for an e-mail that is none.
 * @see https://www.rfc-editor.org/rfc/rfc3464
 */
export const deliveryReportIn = (parts: readonly MailPart[]): DeliveryReport | undefined => {
  const status = parts.find(({ contentType }) => statusTypes.has(contentType.value));
  if (!status) return undefined;
  const recipients = fieldGroupsIn(textOf(status)).flatMap((fields) => recipientIn(fields) ?? []);
  return { recipients, original: originalHeadersIn(parts) };
};

/** The second is that of internationalised e-mail: https://www.rfc-editor.org/rfc/rfc6533. */
const statusTypes: ReadonlySet<string> = new Set([
  'message/delivery-status',
  'message/global-delivery-status',
]);

const recipientIn = (fields: readonly MailHeader[]): RecipientReport | undefined => {
  const field = (name: string): string | undefined => headerIn(fields, name)?.trim();
  // What was asked for is better than what it was forwarded to: it is what we sent to.
  const recipient =
    typedValue(field('original-recipient')) ?? typedValue(field('final-recipient')) ?? undefined;
  const action = /^[a-z]+/i.exec(field('action') ?? '')?.[0]?.toLowerCase();
  if (recipient === undefined || action === undefined) return undefined;
  const status = /\d\.\d{1,3}\.\d{1,3}/.exec(field('status') ?? '')?.[0];
  const diagnostic = typedValue(field('diagnostic-code'));
  const remoteServer = typedValue(field('remote-mta'));
  return {
    recipient: recipient.replace(/^<(.*)>$/s, '$1').slice(0, 998) || recipient.slice(0, 998),
    action,
    ...(status !== undefined && { status }),
    ...(diagnostic !== undefined && { diagnostic: diagnostic.slice(0, 8_192) }),
    ...(remoteServer !== undefined && { remoteServer: remoteServer.slice(0, 512) }),
  };
};

const wholeTypes: ReadonlySet<string> = new Set(['message/rfc822', 'message/global']);
const headerTypes: ReadonlySet<string> = new Set(['text/rfc822-headers', 'message/global-headers']);

/** The header of the e-mail that a report is about. */
export const originalHeadersIn = (parts: readonly MailPart[]): readonly MailHeader[] => {
  const original = parts.find(
    ({ contentType: { value } }) => wholeTypes.has(value) || headerTypes.has(value),
  );
  if (!original) return [];
  const text = Buffer.from(bytesOf(original).subarray(0, longestHeader)).toString('utf8').trimStart();
  return parseMailHeaders(text.split(/\r?\n\r?\n/, 1)[0] ?? '');
};

const longestHeader = 256 * 1_024;
