import { TouchlineError } from '../errors/touchline-error.ts';
import { Secret } from '../privacy/secret.ts';
import type { Call } from './call.ts';
import { encodeForm } from './form.ts';
import type { HeaderFields, HttpRequest } from './http-request.ts';
import type { PreparedRequest } from './transport.ts';

/**
 * Turns what a request says into what goes on the wire.
 *
 * @throws TouchlineError `action.input_invalid` for a method or a header that HTTP does not allow, and for JSON that cannot
 *   be written. It names the header, never its value.
 */
export const prepareRequest = async (
  call: Call,
  asked: HttpRequest,
  clientHeaders: HeaderFields,
  idempotencyKeyHeader = 'idempotency-key',
): Promise<PreparedRequest> => {
  if (!token.test(call.method))
    throw new TouchlineError('action.input_invalid', 'The method of a request is not one.');
  const { body, contentType } = await encodeBody(asked);
  const headers = mergeHeaders(
    { accept: accepts[asked.read ?? 'auto'], 'accept-encoding': 'gzip', 'user-agent': 'touchline' },
    clientHeaders,
    { 'content-type': contentType },
    asked.idempotencyKey === undefined ? {} : { [idempotencyKeyHeader]: asked.idempotencyKey },
    asked.headers ?? {},
  );
  return { method: call.method, url: call.url.href, headers, ...(body && { body }) };
};

const accepts = { auto: 'application/json, */*;q=0.5', text: '*/*', bytes: '*/*' };

const encodeBody = async (asked: HttpRequest): Promise<{ body?: Uint8Array; contentType?: string }> => {
  if (asked.json !== undefined) return { body: bytesOf(jsonOf(asked.json)), contentType: 'application/json' };
  if (asked.form !== undefined)
    return {
      body: bytesOf(encodeForm(asked.form, asked.formArrays)),
      contentType: 'application/x-www-form-urlencoded',
    };
  if (asked.multipart !== undefined) {
    if (!(asked.multipart instanceof FormData))
      throw new TouchlineError('action.input_invalid', 'The multipart of a request must be a FormData.');
    // The one way that writes FormData alike on every Node: a Response chooses the boundary and encodes.
    const encoded = new Response(asked.multipart);
    const contentType = encoded.headers.get('content-type') ?? 'multipart/form-data';
    return { body: new Uint8Array(await encoded.arrayBuffer()), contentType };
  }
  if (asked.body === undefined) return {};
  return { body: typeof asked.body === 'string' ? bytesOf(asked.body) : asked.body };
};

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const jsonOf = (value: unknown): string => {
  let json: string | undefined;
  try {
    json = JSON.stringify(value, reveal);
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

/** Later ones win, whatever the case of their names. */
export const mergeHeaders = (...layers: readonly HeaderFields[]): Readonly<Record<string, string>> => {
  const merged = new Map<string, string>();
  for (const [name, value] of layers.flatMap((layer) => Object.entries(layer))) {
    if (value === undefined) continue;
    const text = value instanceof Secret ? value.reveal() : value;
    const lowerCased = name.toLowerCase();
    const isText = typeof text === 'string' || typeof text === 'number';
    if (!isText || !token.test(name) || !fieldValue.test(String(text)) || transportHeaders.has(lowerCased))
      throw new TouchlineError(
        'action.input_invalid',
        `The header ${token.test(name) ? name : '…'} of a request is not allowed.`,
      );
    merged.set(lowerCased, String(text).trim());
  }
  return Object.fromEntries(merged);
};

const token = /^[!#$%&'*+.^_`|~\dA-Za-z-]{1,128}$/;
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** They describe the connection, which is the transport's. */
const transportHeaders: ReadonlySet<string> = new Set([
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
