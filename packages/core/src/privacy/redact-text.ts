import { Secret } from './secret.ts';

/** How {@link redactText} works. */
export interface RedactOptions {
  /** Values that must not appear whatever they look like: the credentials in use. Those under six characters are ignored. */
  readonly secrets?: readonly (string | Secret)[];
  /** The longest result, in characters. Default 300. */
  readonly maxLength?: number;
}

/**
 * Makes text of unknown origin, such as a vendor's error message, fit to be printed and stored: e-mail addresses,
 * phone-like and card-like numbers, IP addresses, credentials, query strings and known secrets are masked, control
 * characters are dropped, and it is cut to length. It masks too much rather than too little: long identifiers may go as well.
 */
export const redactText = (text: string, { secrets = [], maxLength = 300 }: RedactOptions = {}): string => {
  const readable = printableOf(text);
  const unsealed = secretsFirst(secrets).reduce(
    (rest, value) => rest.replaceAll(value, '[redacted]'),
    readable,
  );
  const masked = masks.reduce((rest, [pattern, mask]) => rest.replace(pattern, mask), unsealed).trim();
  return masked.length <= maxLength ? masked : `${masked.slice(0, maxLength - 1).trimEnd()}…`;
};

/** Keeps the masks fast on hostile input; far more than a message ever holds. */
const longestInput = 8_000;

const printableOf = (text: string): string => {
  const printable = text
    .slice(0, longestInput)
    .replace(/[\p{Cf}\uFFFD]+/gu, '')
    .replace(/[\p{Cc}\s]+/gu, ' ');
  // A word that was cut in two may be half a secret, which no mask would recognise.
  return text.length > longestInput ? printable.replace(/\S+$/, '…') : printable;
};

const secretsFirst = (secrets: readonly (string | Secret)[]): readonly string[] =>
  secrets
    .map((value) => (value instanceof Secret ? value.reveal() : value))
    .flatMap((value) => [value, encodeURIComponent(value.replace(/\p{Surrogate}/gu, ''))])
    .filter((value) => value.length >= 6)
    .sort((a, b) => b.length - a.length);

const secretNames =
  'api[_-]?key|(?:access|refresh|auth|id|bot)?[_-]?token|(?:client|app|signing)?[_-]?secret|pass(?:word|wd|phrase)|pwd' +
  '|signature|authorization|cookie|session[_-]?id|otp|cvc|cvv';

/** In order: what is most specific comes first. Every quantifier is bounded, so that no text makes them slow. */
const masks: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]{1,40}-----.*/g, '[redacted]'],
  [/(\w{2,10}:\/\/)[^\s/?#@]{1,200}@/g, '$1[redacted]@'],
  [/(\bhttps?:\/\/[^\s?#"'<>]{1,500})[?#][^\s"'<>]{0,2000}/gi, '$1?[redacted]'],
  [/\b(bearer|basic|digest)\s(?=\S{0,200}\d|\S{20})\S{1,4000}/gi, '$1 [redacted]'],
  [new RegExp(`\\b((?:${secretNames})["']?\\s?[:=]\\s?["']?)[^\\s"',;&]{1,4000}`, 'gi'), '$1[redacted]'],
  [/\beyJ[\w-]{5,4000}(?:\.[\w-]{0,4000}){0,4}/g, '[redacted]'],
  [/(?<!\d)\d{6,12}:[\w-]{20,100}/g, '[redacted]'],
  [
    /\b(?:sk|rk|pk|re|whsec|xox[a-z]|xapp|shp[a-z]{2}|gh[a-z]|glpat|pat|key|SG|ya29)[-_.](?=[\w.-]{0,100}\d)[\w.-]{8,400}/g,
    '[redacted]',
  ],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,32}\b/g, '[redacted]'],
  [/\bEAA[A-Za-z0-9]{12,400}/g, '[redacted]'],
  [/[^\s@<>"(),:;[\]\\]{1,64}@[^\s@<>"'(),:;=[\]{}|/\\]{1,255}/gu, '[email]'],
  [/(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]\d)/g, '[ip]'],
  [/(?<![\w:])(?=[\da-f:]{0,30}::|(?:[\da-f]{1,4}:){4})[\da-f]{0,4}(?::[\da-f]{0,4}){2,7}(?!\w)/gi, '[ip]'],
  [/(?<![\w+=-])(?=[\w+=-]{0,80}\d)(?=[\w+=-]{0,80}[A-Za-z])[\w+=-]{32,4000}/g, '[redacted]'],
  [
    /(?<![\w+=/])(?=[^\s]{0,60}[A-Z])(?=[^\s]{0,60}[a-z])(?=[^\s]{0,60}\d)[A-Za-z\d+/]{38,4000}={0,2}/g,
    '[redacted]',
  ],
  // A date is not a telephone number, though it has eight digits and two dashes.
  [/(?<!\w)\+?(?!\d{4}-\d\d-\d\d)\(?\p{Nd}(?:[ ().\-/]{0,3}\p{Nd}){6,18}(?!\w)/gu, '[number]'],
];
