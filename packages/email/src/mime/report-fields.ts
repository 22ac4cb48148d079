import { type MailHeader, parseMailHeaders } from './mail-headers.ts';

/** The most groups of fields that are read of one report. */
const maxGroups = 1_001;

/** The groups of header-like fields that a report is made of, with an empty line between them. */
export const fieldGroupsIn = (report: string): readonly (readonly MailHeader[])[] =>
  report
    .split(/\n(?:[ \t]*\n)+/, maxGroups)
    .map(parseMailHeaders)
    .filter((fields) => fields.length > 0);

/** What stands behind the type in a field such as `Final-Recipient: rfc822; ada@example.com`. */
export const typedValue = (field: string | undefined): string | undefined => {
  const value = field?.slice(field.indexOf(';') + 1).trim();
  return value === undefined || value === '' ? undefined : value;
};
