import { headerIn, type MailHeader } from './mail-headers.ts';

/**
 * When an e-mail was taken, in milliseconds since the epoch: the topmost `Received` is that of the server which took it. What the sender
 * says (`Date`) counts only where that is missing.
 */
export const timeOf = (headers: readonly MailHeader[]): number | undefined =>
  [headerIn(headers, 'received'), headerIn(headers, 'date')]
    .map(mailTimeMs)
    .find((timeMs) => timeMs !== undefined);

/** The time in a header such as `Date`, in milliseconds since the epoch, where RFC 3339 can write it. */
export const mailTimeMs = (text: string | undefined): number | undefined => {
  const date =
    /\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6} \d{4} \d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|GMT|UTC?|Z)/.exec(
      text ?? '',
    )?.[0];
  const timeMs = Date.parse(date ?? '');
  return timeMs >= 0 && timeMs < 253_402_300_800_000 ? timeMs : undefined;
};
