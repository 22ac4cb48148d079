import { type FormPair, parseFormPairs, parseQueryPairs } from './form-body.ts';
import { parseJsonBody } from './json-body.ts';
import { invalid, missing, nameOf } from './refusal.ts';
import type { ValueCut, ValuePlace, ValueSource } from './signature-scheme.ts';
import type { WebhookRequest } from './webhook-request.ts';

/** A request whose body is parsed when a scheme first looks into it, and once only. */
export interface RequestReader {
  readonly request: WebhookRequest;
  readonly json: JsonRoot;
  readonly form: () => readonly FormPair[];
  readonly query: () => readonly FormPair[];
}

/** Gives the value at which JSON paths start. */
export type JsonRoot = () => unknown;

/** More signatures than any rotation needs; it bounds the work that one request can ask for. */
const maxListed = 16;

/** A reader of a request; nothing is parsed before it is looked at. */
export const readerOf = (request: WebhookRequest): RequestReader => ({
  request,
  json: once(() => parseJsonBody(request.rawBody)),
  form: once(() => parseFormPairs(request.rawBody)),
  query: once(() => parseQueryPairs(request.url)),
});

/**
 * All values that a source names: several only where it is a list, and never none.
 *
 * @param root where JSON paths start; default: the body.
 * @throws SignatureError when nothing is there, or more than there may be.
 */
export const readAll = (
  source: ValueSource,
  reader: RequestReader,
  root: JsonRoot = reader.json,
): readonly string[] => {
  const text = textAt(source, reader, root);
  if (text === undefined || text === '') throw missing(nameOf(source));
  const values = cut(text, source);
  if (values.length === 0) throw missing(`${nameOf(source)} is there, but the part it must hold`);
  if (values.length > maxListed) throw invalid(`${nameOf(source)} holds too many values.`);
  return values;
};

/** The one value that a source names. @throws SignatureError when there is none, or more than one. */
export const readOne = (source: ValueSource, reader: RequestReader, root: JsonRoot = reader.json): string => {
  const [value, ...others] = readAll(source, reader, root);
  if (value === undefined || others.length > 0) throw invalid(`${nameOf(source)} holds more than one value.`);
  return value;
};

/** The value at a path of own keys; undefined where there is none. `*` is no wildcard here. */
export const valueAt = (root: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string, unknown>)[key]
        : undefined,
    root,
  );

/**
 * All values at a path in which `*` stands for every element of an array. An element that lacks the rest of
 * the path counts as undefined, so that it cannot slip past whoever looks at each.
 */
export const valuesAt = (root: unknown, path: readonly string[]): readonly unknown[] => {
  const star = path.indexOf('*');
  if (star === -1) return [valueAt(root, path)];
  const list = valueAt(root, path.slice(0, star));
  return Array.isArray(list) ? list.flatMap((value) => valuesAt(value, path.slice(star + 1))) : [];
};

const textAt = (source: ValueSource, { request, form, query }: RequestReader, root: JsonRoot) => {
  if ('header' in source) return headerText(source, request.headers);
  if ('query' in source) return theOne(query(), source.query, source);
  if ('form' in source) return theOne(form(), source.form, source);
  return scalarText(valueAt(root(), source.json), source);
};

const headerText = (
  source: ValueSource & { readonly header: string },
  headers: WebhookRequest['headers'],
) => {
  const text = Object.hasOwn(headers, source.header) ? headers[source.header] : undefined;
  const isList = source.separator !== undefined || source.field !== undefined;
  if (!isList && text?.includes(', ')) throw invalid(`${nameOf(source)} was sent more than once.`);
  return text;
};

const theOne = (pairs: readonly FormPair[], name: string, place: ValuePlace): string | undefined => {
  const found = pairs.filter(([key]) => key === name);
  if (found.length > 1) throw invalid(`${nameOf(place)} was sent more than once.`);
  return found[0]?.[1];
};

const scalarText = (value: unknown, place: ValuePlace): string | undefined => {
  if (value === undefined || value === null || typeof value === 'string') return value ?? undefined;
  if (Number.isSafeInteger(value)) return String(value);
  throw invalid(`${nameOf(place)} is no text.`);
};

const cut = (text: string, source: ValueSource & ValueCut): readonly string[] => {
  const { prefix, separator, field } = source;
  const mark = (field === undefined ? '' : `${field}=`) + (prefix ?? '');
  const isList = separator !== undefined || field !== undefined;
  const entries = isList ? text.split(separator ?? ',').map((entry) => entry.trim()) : [text];
  if (!isList && !text.startsWith(mark)) throw invalid(`${nameOf(source)} does not begin as it must.`);
  return entries
    .filter((entry) => entry.startsWith(mark) && entry !== '')
    .map((entry) => entry.slice(mark.length));
};

const once = <Value>(read: () => Value): (() => Value) => {
  let held: { readonly value: Value } | undefined;
  return () => {
    held ??= { value: read() };
    return held.value;
  };
};
