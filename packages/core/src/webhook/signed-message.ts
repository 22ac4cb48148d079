import { TouchlineError } from '../errors/touchline-error.ts';
import { invalid, misconfigured } from './refusal.ts';
import type { MessageScheme, SignedBytes, SignedParts, ValueSource } from './signature-scheme.ts';

/**
 * All byte strings that a scheme may have signed: one for each template and each spelling of the URL. Nothing
 * is decoded on the way: text becomes UTF-8, and the body stays the bytes it is.
 *
 * @param secret what `{secret}` stands for; only plain digests have it.
 */
export const signedMessages = (
  scheme: MessageScheme,
  parts: SignedParts,
  secret?: string,
): readonly Uint8Array[] => {
  const templates: readonly SignedBytes[] = isMany(scheme.signed) ? scheme.signed : [scheme.signed];
  const urls = guarded(() => scheme.urls?.(parts.url) ?? [parts.url]);
  return urls.flatMap((url) =>
    templates.map((template) => render(scheme, template, { ...parts, url }, secret)),
  );
};

const isMany = (signed: SignedBytes | readonly SignedBytes[]): signed is readonly SignedBytes[] =>
  Array.isArray(signed);

const render = (
  scheme: MessageScheme,
  signed: SignedBytes,
  parts: SignedParts,
  secret: string | undefined,
): Uint8Array =>
  typeof signed === 'string'
    ? Buffer.concat(chunksOf(scheme, signed, parts, secret))
    : callSigned(scheme, signed, parts);

const callSigned = (
  scheme: MessageScheme,
  signed: Exclude<SignedBytes, string>,
  parts: SignedParts,
): Uint8Array => {
  if (scheme.kind === 'digest') throw misconfigured('A digest needs a template, in which {secret} stands.');
  let timestampRead = false;
  const watched: SignedParts = {
    ...parts,
    get timestamp() {
      timestampRead = true;
      return parts.timestamp;
    },
  };
  const message = guarded(() => signed(watched));
  if (!timestampRead) requireTimeInside(scheme.timestamp, []);
  return typeof message === 'string' ? Buffer.from(message) : message;
};

const chunksOf = (
  scheme: MessageScheme,
  template: string,
  { request, url, body, timestamp, values }: SignedParts,
  secret: string | undefined,
): Uint8Array[] => {
  // Split at the names, so that every odd entry is one: 'v0:{timestamp}' is ['v0:', 'timestamp', ''].
  const pieces = template.split(/\{(\w+)\}/);
  const names = pieces.filter((_, index) => index % 2 === 1);
  if (!names.includes('timestamp')) requireTimeInside(scheme.timestamp, names);
  if (scheme.bodyDigest && !names.includes('url'))
    throw misconfigured('The scheme has a hash of the body that its signature does not cover.');
  if (scheme.kind === 'digest' && !names.includes('secret'))
    throw misconfigured('A digest that is signed without {secret} proves nothing.');
  return pieces.map((piece, index) => {
    if (index % 2 === 0) return Buffer.from(piece);
    if (piece === 'body') return body;
    if (piece === 'method') return Buffer.from(request.method);
    if (piece === 'url') return Buffer.from(url);
    if (piece === 'timestamp' && scheme.timestamp) return Buffer.from(timestamp);
    if (piece === 'secret' && secret !== undefined) return Buffer.from(secret);
    const value = Object.hasOwn(values, piece) ? values[piece] : undefined;
    if (value === undefined)
      throw misconfigured(`The signed template names {${piece}}, which the scheme does not have.`);
    return Buffer.from(unambiguous(piece, value, pieces[index + 1] ?? ''));
  });
};

/**
 * A value that holds the separator after it could move bytes over into the next part under the same
 * signature.
 */
const unambiguous = (name: string, value: string, separator: string): string => {
  if (separator !== '' && value.includes(separator)) throw invalid(`The value ${name} holds the separator.`);
  return value;
};

/** A time that the template does not name must at least stand in a part that it names. */
const requireTimeInside = (time: ValueSource | undefined, names: readonly string[]): void => {
  if (time === undefined) return;
  const covered = 'query' in time ? names.includes('url') : !('header' in time) && names.includes('body');
  if (!covered) throw misconfigured('The scheme has a timestamp that its signature does not cover.');
};

/**
 * Runs a scheme's function. What it throws is about the request, and may quote it, so it goes no further.
 */
const guarded = <Value>(run: () => Value): Value => {
  try {
    return run();
  } catch (error) {
    if (TouchlineError.isInstance(error)) throw error;
    throw invalid('The signed bytes cannot be derived from the request.');
  }
};
