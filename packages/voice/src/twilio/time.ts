/**
 * A time as Twilio writes it: RFC 2822 (`Wed, 15 Jul 2026 14:32:18 +0000`) in status callbacks and in the API, RFC 3339 in
 * newer products. Without a zone it is UTC. `undefined` where it is neither.
 */
export const readTwilioTime = (text: string | undefined): Date | undefined => {
  const [whole, zone] = twilioTime.exec(text?.trim() ?? '') ?? [];
  if (whole === undefined) return undefined;
  const utc = whole.includes(' ') ? ' +0000' : 'Z';
  const time = new Date(zone === undefined ? whole + utc : whole);
  return Number.isNaN(time.getTime()) ? undefined : time;
};

const rfc2822 = String.raw`(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} [\d:]{5,8}`;
const rfc3339 = String.raw`\d{4}-\d\d-\d\d[T ][\d:.]{5,15}`;
const twilioTime = new RegExp(String.raw`^(?:${rfc2822}|${rfc3339})( ?[+-]\d\d:?\d\d|Z| ?GMT| ?UTC)?$`);
