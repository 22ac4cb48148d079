import { TouchlineError } from '../errors/touchline-error.ts';
import { invalid, misconfigured } from './refusal.ts';
import type { MessageScheme, SignedBytes, SignedParts, ValueSource } from './signature-scheme.ts';

/** A byte string that is signed, in pieces; text stands for its UTF-8. */
export type SignedPieces = readonly (string | Uint8Array)[];

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
): readonly SignedPieces[] => {
  const { signed, urls } = scheme;
  if (!urls && !isMany(signed)) return [render(scheme, signed, parts, secret)];
  const templates: readonly SignedBytes[] = isMany(signed) ? signed : [signed];
  return guarded(() => urls?.(parts.url) ?? [parts.url]).flatMap((url) =>
    templates.map((template) => render(scheme, template, { ...parts, url }, secret)),
  );
};

/** The bytes of a message, in one piece. */
export const bytesOf = (pieces: SignedPieces): Uint8Array =>
  Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)));

const isMany = (signed: SignedBytes | readonly SignedBytes[]): signed is readonly SignedBytes[] =>
  Array.isArray(signed);

const render = (
  scheme: MessageScheme,
  signed: SignedBytes,
  parts: SignedParts,
  secret: string | undefined,
): SignedPieces =>
  typeof signed === 'string'
    ? fill(templateOf(scheme, signed), scheme, parts, secret)
    : [callSigned(scheme, signed, parts)];

const callSigned = (
  scheme: MessageScheme,
  signed: Exclude<SignedBytes, string>,
  parts: SignedParts,
): string | Uint8Array => {
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
  return message;
};

/** Split at the names, so that every odd entry is one: `v0:{timestamp}` is `['v0:', 'timestamp', '']`. */
type Template = readonly string[];

/** The template, once it was found to cover what it must. */
const templateOf = (scheme: MessageScheme, template: string): Template => {
  let known = templates.get(scheme);
  if (!known) {
    known = new Map();
    templates.set(scheme, known);
  }
  let pieces = known.get(template);
  if (!pieces) {
    pieces = checkedTemplate(scheme, template);
    known.set(template, pieces);
  }
  return pieces;
};

/** A scheme signs with one or two templates, and each of its webhooks asks for them. */
const templates = new WeakMap<MessageScheme, Map<string, Template>>();

const checkedTemplate = (scheme: MessageScheme, template: string): Template => {
  const pieces = template.split(/\{(\w+)\}/);
  const names = pieces.filter((_, index) => index % 2 === 1);
  if (!names.includes('timestamp')) requireTimeInside(scheme.timestamp, names);
  if (scheme.bodyDigest && !names.includes('url'))
    throw misconfigured('The scheme has a hash of the body that its signature does not cover.');
  if (scheme.kind === 'digest' && !names.includes('secret'))
    throw misconfigured('A digest that is signed without {secret} proves nothing.');
  return pieces;
};

/** Texts that follow each other are one piece. */
const fill = (
  template: Template,
  scheme: MessageScheme,
  parts: SignedParts,
  secret: string | undefined,
): SignedPieces => {
  const filled: (string | Uint8Array)[] = [];
  let text = '';
  for (let index = 0; index < template.length; index += 1) {
    const piece = template[index] as string;
    const isName = index % 2 === 1;
    if (!isName) text += piece;
    else if (piece === 'body') {
      if (text !== '') filled.push(text);
      filled.push(parts.body);
      text = '';
    } else text += textNamed(piece, scheme, parts, secret, template[index + 1] ?? '');
  }
  if (text !== '') filled.push(text);
  return filled;
};

const textNamed = (
  name: string,
  scheme: MessageScheme,
  { request, url, timestamp, values }: SignedParts,
  secret: string | undefined,
  separator: string,
): string => {
  if (name === 'method') return request.method;
  if (name === 'url') return url;
  if (name === 'timestamp' && scheme.timestamp) return timestamp;
  if (name === 'secret' && secret !== undefined) return secret;
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined)
    throw misconfigured(`The signed template names {${name}}, which the scheme does not have.`);
  return unambiguous(name, value, separator);
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
