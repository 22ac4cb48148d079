import { SignatureError, TouchlineError } from '../errors/touchline-error.ts';
import type { ValuePlace } from './signature-scheme.ts';

/** What must be there is not. */
export const missing = (what: string): SignatureError =>
  new SignatureError('webhook.signature_missing', `${what} is missing.`);

/** What is there is not right. `why` is a whole sentence, without any value of the request. */
export const invalid = (why: string): SignatureError => new SignatureError('webhook.signature_invalid', why);

/** The scheme or a secret cannot work, whatever the request. */
export const misconfigured = (why: string): TouchlineError => new TouchlineError('config.invalid', why);

/** Names a place in words: `The header x-signature`. */
export const nameOf = (place: ValuePlace): string => {
  if ('header' in place) return `The header ${place.header}`;
  if ('query' in place) return `The query parameter ${place.query}`;
  if ('form' in place) return `The form field ${place.form}`;
  return `The field ${place.json.join('.')} of the body`;
};
