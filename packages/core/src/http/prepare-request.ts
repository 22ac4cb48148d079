import { TouchlineError } from '../errors/touchline-error.ts';
import { Secret } from '../privacy/secret.ts';
import { encodeForm } from './form.ts';
import type { HeaderFields, HttpRequest } from './http-request.ts';
import type { PreparedRequest } from './transport.ts';

/** Header values by name, in lower case, as they go on the wire. */
export type WireHeaders = Readonly<Record<string, string>>;

/**
 * Turns what a request says into what goes on the wire. Only a multipart has to be waited for.
 *
 * @param carried what the headers begin with: see {@link carriedHeaders}.
 * @throws TouchlineError `action.input_invalid` for a method or a header that HTTP does not allow, and for JSON that cannot
 *   be written. It names the header, never its value.
 */
export const prepareRequest = (
  { method, url }: Pick<PreparedRequest, 'method' | 'url'>,
  asked: HttpRequest,
  carried: WireHeaders,
  idempotencyKeyHeader = 'idempotency-key',
): PreparedRequest | Promise<PreparedRequest> => {
  if (!token.test(method))
    throw new TouchlineError('action.input_invalid', 'The method of a request is not one.');
  const prepared = ({ body, contentType }: EncodedBody): PreparedRequest => {
    const headers: Record<string, string> = { ...carried };
    if (contentType !== undefined) headers['content-type'] = contentType;
    if (asked.idempotencyKey !== undefined) addHeader(headers, idempotencyKeyHeader, asked.idempotencyKey);
    if (asked.headers) addHeaders(headers, asked.headers);
    return body ? { method, url, headers, body } : { method, url, headers };
  };
  return asked.multipart === undefined
    ? prepared(encodeBody(asked))
    : encodeMultipart(asked.multipart).then(prepared);
};

/**
 * What every request of a client carries, unless it says otherwise: how the answer may come, and the client's own headers.
 *
 * @throws TouchlineError `action.input_invalid` for a header that HTTP does not allow.
 */
export const carriedHeaders = (read: HttpRequest['read'], clientHeaders: HeaderFields): WireHeaders =>
  mergeHeaders(
    { accept: accepts[read ?? 'auto'], 'accept-encoding': 'gzip', 'user-agent': 'touchline' },
    clientHeaders,
  );

const accepts = { auto: 'application/json, */*;q=0.5', text: '*/*', bytes: '*/*' };

interface EncodedBody {
  readonly body?: Uint8Array;
  readonly contentType?: string;
}

const encodeBody = (asked: HttpRequest): EncodedBody => {
  if (asked.json !== undefined) return { body: bytesOf(jsonOf(asked.json)), contentType: 'application/json' };
  if (asked.form !== undefined)
    return {
      body: bytesOf(encodeForm(asked.form, asked.formArrays)),
      contentType: 'application/x-www-form-urlencoded',
    };
  if (asked.body === undefined) return {};
  return { body: typeof asked.body === 'string' ? bytesOf(asked.body) : asked.body };
};

const encodeMultipart = async (multipart: FormData): Promise<EncodedBody> => {
  if (!(multipart instanceof FormData))
    throw new TouchlineError('action.input_invalid', 'The multipart of a request must be a FormData.');
  // The one way that writes FormData alike on every Node: a Response chooses the boundary and encodes.
  const encoded = new Response(multipart);
  const contentType = encoded.headers.get('content-type') ?? 'multipart/form-data';
  return { body: new Uint8Array(await encoded.arrayBuffer()), contentType };
};

const utf8 = new TextEncoder();

const bytesOf = (text: string): Uint8Array => utf8.encode(text);

const jsonOf = (value: unknown): string => {
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
    // To look into every member is slow, so it is done only where a secret, or a text like one, hid itself.
    if (json?.includes(hidden)) json = JSON.stringify(value, reveal);
  } catch {
    // Cyclic, a bigint, or a `toJSON` that throws: what it says may hold the value.
  }
  if (json === undefined)
    throw new TouchlineError('action.input_invalid', 'The body of a request cannot be written as JSON.');
  return json;
};

/** Here a secret is meant to be sent, so its own `toJSON`, which hides it, must not have the last word. */
function reveal(this: unknown, key: string, value: unknown): unknown {
  const original = (this as Record<string, unknown>)[key];
  return original instanceof Secret ? original.reveal() : value;
}

/** How a secret prints itself. */
const hidden = String(new Secret(''));

/** Later ones win, whatever the case of their names. */
export const mergeHeaders = (...layers: readonly HeaderFields[]): WireHeaders => {
  const merged: Record<string, string> = {};
  for (const layer of layers) addHeaders(merged, layer);
  return merged;
};

const addHeaders = (merged: Record<string, string>, layer: HeaderFields): void => {
  for (const name of Object.keys(layer)) {
    const value = layer[name];
    if (value !== undefined) addHeader(merged, name, value);
  }
};

const addHeader = (
  merged: Record<string, string>,
  name: string,
  value: NonNullable<HeaderFields[string]>,
): void => {
  const text = value instanceof Secret ? value.reveal() : value;
  const lowerCased = name.toLowerCase();
  const isText = typeof text === 'string' || typeof text === 'number';
  if (!isText || !token.test(name) || !fieldValue.test(String(text)) || unsendable.has(lowerCased))
    throw new TouchlineError(
      'action.input_invalid',
      `The header ${token.test(name) ? name : '…'} of a request is not allowed.`,
    );
  merged[lowerCased] = String(text).trim();
};

const token = /^[!#$%&'*+.^_`|~\dA-Za-z-]{1,128}$/;
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** They describe the connection, which is the transport's; and what would not become a member of an object. */
const unsendable: ReadonlySet<string> = new Set([
  '__proto__',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
