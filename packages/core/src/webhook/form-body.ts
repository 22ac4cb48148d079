import { TouchlineError } from '../errors/touchline-error.ts';

/** Far more than any webhook has; it bounds what a hostile body can make us hold. */
const maxFormFields = 10_000;

/**
 * Reads `application/x-www-form-urlencoded` into a record without prototype. A name that is sent twice has
 * its last value; {@link parseFormPairs} keeps them all.
 *
 * @throws TouchlineError `webhook.body_malformed` when it is not UTF-8, or has more than 10 000 fields.
 */
export const parseFormBody = (bytes: Uint8Array): Record<string, string> => {
  const record: Record<string, string> = Object.create(null);
  for (const [name, value] of parseFormPairs(bytes)) record[name] = value;
  return record;
};

/**
 * Reads `application/x-www-form-urlencoded` into pairs of name and value, in order, repeated names and all.
 * As in https://url.spec.whatwg.org/#urlencoded-parsing, a `%` that begins no escape stands for itself;
 * unlike there, bytes that are not UTF-8 are refused instead of replaced.
 *
 * @throws TouchlineError `webhook.body_malformed` when it is not UTF-8, or has more than 10 000 fields.
 */
export const parseFormPairs = (bytes: Uint8Array): FormPair[] => {
  try {
    return pairsOf(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (error) {
    if (TouchlineError.isInstance(error)) throw error;
    throw malformed('The form body is not UTF-8.');
  }
};

/** One field of a form: its name and its value. */
export type FormPair = readonly [name: string, value: string];

/** The pairs of a URL's query, as {@link parseFormPairs} reads them. */
export const parseQueryPairs = (url: string): FormPair[] => parseFormPairs(Buffer.from(queryOf(url)));

const queryOf = (url: string): string => {
  const [beforeFragment = ''] = url.split('#', 1);
  const start = beforeFragment.indexOf('?');
  return start === -1 ? '' : beforeFragment.slice(start + 1);
};

const pairsOf = (text: string): FormPair[] => {
  const pairs: FormPair[] = [];
  let start = 0;
  while (start <= text.length) {
    const next = text.indexOf('&', start);
    const end = next === -1 ? text.length : next;
    if (end > start) pairs.push(pairOf(text.slice(start, end)));
    if (pairs.length > maxFormFields) throw malformed(`The form body has more than ${maxFormFields} fields.`);
    start = end + 1;
  }
  return pairs;
};

const pairOf = (field: string): FormPair => {
  const equals = field.indexOf('=');
  return equals === -1
    ? [decodePart(field), '']
    : [decodePart(field.slice(0, equals)), decodePart(field.slice(equals + 1))];
};

const decodePart = (text: string): string =>
  decodeURIComponent(text.replaceAll('+', ' ').replace(/%(?![0-9A-Fa-f]{2})/g, '%25'));

const malformed = (why: string): TouchlineError => new TouchlineError('webhook.body_malformed', why);
