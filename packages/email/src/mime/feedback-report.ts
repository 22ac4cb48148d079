import { parseMailboxList } from '../mailbox-list.ts';
import { originalHeadersIn } from './delivery-report.ts';
import { headerIn, type MailHeader } from './mail-headers.ts';
import type { MailPart } from './mail-part.ts';
import { textOf } from './part-content.ts';
import { fieldGroupsIn, typedValue } from './report-fields.ts';

/** A complaint of a mailbox provider, in the name of those who got the e-mail. */
export interface FeedbackReport {
  /** In lower case: `abuse`, `fraud`, `virus`, `other`, `not-spam`, … */
  readonly feedbackType: string;
  readonly recipients: readonly string[];
  readonly reportedBy?: string;
  /** The header of the e-mail that it is about, as far as it came along. */
  readonly original: readonly MailHeader[];
}

/** The most recipients that are read of one report. */
const maxRecipients = 1_000;

/**
 * Reads a feedback report in the Abuse Reporting Format. Where the provider keeps the recipient to itself, whom the e-mail was addressed
 * to counts.
 *
 * @returns undefined for an e-mail that is none.
 * @see https://www.rfc-editor.org/rfc/rfc5965
 */
export const feedbackReportIn = (parts: readonly MailPart[]): FeedbackReport | undefined => {
  const report = parts.find(({ contentType }) => contentType.value === 'message/feedback-report');
  if (!report) return undefined;
  const fields = fieldGroupsIn(textOf(report)).flat();
  const original = originalHeadersIn(parts);
  const named = fields
    .filter(({ name }) => name.toLowerCase() === 'original-rcpt-to')
    .map(({ value }) => value.trim().replace(/^<(.*)>$/s, '$1'));
  const addressed = parseMailboxList(headerIn(original, 'to') ?? '').map(({ address }) => address);
  const reportedBy = typedValue(headerIn(fields, 'reporting-mta')) ?? headerIn(fields, 'user-agent')?.trim();
  return {
    feedbackType: (headerIn(fields, 'feedback-type') ?? '').trim().toLowerCase().slice(0, 64) || 'other',
    recipients: (named.length > 0 ? named : addressed)
      .filter((address) => address !== '')
      .map((address) => address.slice(0, 998))
      .slice(0, maxRecipients),
    ...(reportedBy && { reportedBy: reportedBy.slice(0, 512) }),
    original,
  };
};
