import { TouchlineError } from '../errors/touchline-error.ts';
import { applyPublicUrl } from './public-url.ts';
import type { WebhookRequest } from './webhook-request.ts';

/** How {@link readWebhookRequest} reads. */
export interface ReadWebhookOptions {
  /** The largest body that is taken, in bytes. Default 1 MiB. */
  readonly maxBodyBytes?: number;
  /**
   * The URL as it is configured with the sender, where a proxy changes it on the way: see `applyPublicUrl`.
   */
  readonly publicUrl?: string;
}

/**
 * Reads a web `Request` into what signatures are verified over. Header names become lower case, and the body
 * stays the bytes that were sent: a compressed one is refused rather than inflated, because a signature is
 * over what the sender wrote, and because a small body may inflate to any size.
 *
 * At most `maxBodyBytes` and one chunk are ever held; the rest is not read.
 *
 * @throws TouchlineError `webhook.body_too_large`, by the announced length or the counted one;
 * `webhook.body_malformed` when it is compressed, was read before, or breaks off; `config.invalid` when it is no web
 * `Request`.
 */
export const readWebhookRequest = async (
  request: Request,
  { maxBodyBytes = 1_048_576, publicUrl }: ReadWebhookOptions = {},
): Promise<WebhookRequest> => {
  // Node's own requests, and Express's, are the usual mistake.
  if (typeof request?.headers?.get !== 'function')
    throw new TouchlineError(
      'config.invalid',
      'readWebhookRequest takes a web Request, not one of node:http.',
    );
  const received = receivedRequests.get(request);
  const headers = received?.rawHeaders ? joinedHeaders(received.rawHeaders) : headersOf(request);
  const isHeld = received !== undefined && headers['content-length'] !== undefined;
  const refusal = refuseByHeaders(headers, maxBodyBytes) ?? (isHeld ? undefined : refuseUsed(request));
  if (refusal) {
    discard(request.body);
    throw refusal;
  }
  return {
    method: request.method.toUpperCase(),
    url: applyPublicUrl(request.url, publicUrl),
    headers,
    rawBody: isHeld ? await readAtOnce(request) : await readBody(request.body, maxBodyBytes),
  };
};

interface ReceivedRequest {
  readonly rawHeaders?: readonly string[];
}

const receivedRequests = new WeakMap<Request, ReceivedRequest>();

/**
 * Says of a request that whoever serves HTTP holds its sender to the length that it announces, as Node does: its body needs
 * not be counted once more, and is read at once. Call it where the request is made of one that came in, nowhere else.
 *
 * @param rawHeaders the headers of the request as Node's `IncomingMessage` has them: names and values by turns. Looking at
 *   them costs less than looking at the request's own.
 */
export const holdToAnnouncedLength = (request: Request, rawHeaders?: readonly string[]): Request => {
  receivedRequests.set(request, rawHeaders ? { rawHeaders } : {});
  return request;
};

const headersOf = (request: Request): Record<string, string> => {
  const headers: Record<string, string> = Object.create(null);
  for (const [name, value] of request.headers) headers[name.toLowerCase()] = value;
  return headers;
};

/** Joined as a web `Headers` joins what is sent more than once. */
const joinedHeaders = (rawHeaders: readonly string[]): Record<string, string> => {
  const headers: Record<string, string> = Object.create(null);
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] as string).toLowerCase();
    const value = rawHeaders[index + 1] as string;
    const held = headers[name];
    headers[name] = held === undefined ? value : `${held}${name === 'cookie' ? '; ' : ', '}${value}`;
  }
  return headers;
};

const readAtOnce = async (request: Request): Promise<Uint8Array> => {
  const body = await request.arrayBuffer().catch(() => {
    throw malformed('The webhook body broke off, or was read before.');
  });
  return new Uint8Array(body);
};

/**
 * The web `Request` that a {@link WebhookRequest} stands for: what {@link readWebhookRequest} read. Headers
 * that describe the connection (`content-length`, `transfer-encoding`, `connection`) are left to whoever
 * sends it. The URL is normalised, as in every `Request`.
 */
export const toRequest = ({ method, url, headers, rawBody }: WebhookRequest): Request => {
  const kept = Object.entries(headers).filter(([name]) => !connectionHeaders.has(name));
  const hasBody = rawBody.byteLength > 0 && method !== 'GET' && method !== 'HEAD';
  return new Request(url, { method, headers: kept, ...(hasBody && { body: Uint8Array.from(rawBody) }) });
};

const connectionHeaders = new Set(['content-length', 'transfer-encoding', 'connection']);

const refuseByHeaders = (
  headers: Readonly<Record<string, string>>,
  maxBodyBytes: number,
): TouchlineError | undefined => {
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding !== 'identity' && encoding !== '') return malformed('A compressed webhook body is not taken.');
  const length = headers['content-length'] ?? '0';
  if (!/^\d+$/.test(length)) return malformed('The header content-length is no number.');
  return Number(length) > maxBodyBytes ? tooLarge(maxBodyBytes) : undefined;
};

const refuseUsed = (request: Request): TouchlineError | undefined =>
  request.bodyUsed || request.body?.locked ? malformed('The webhook body was read before.') : undefined;

const readBody = async (body: Request['body'], maxBodyBytes: number): Promise<Uint8Array> => {
  if (body === null) return new Uint8Array();
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw malformed('The webhook body broke off.');
    });
    if (done) return joined(chunks, length);
    length += value.byteLength;
    if (length > maxBodyBytes) {
      reader.cancel().catch(() => undefined);
      throw tooLarge(maxBodyBytes);
    }
    chunks.push(value);
  }
};

const joined = (chunks: readonly Uint8Array[], length: number): Uint8Array => {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
};

/** Nobody waits for it: a source that never settles must not hold up the answer. */
const discard = (body: Request['body']): void => {
  if (body && !body.locked) body.cancel().catch(() => undefined);
};

const tooLarge = (maxBodyBytes: number): TouchlineError =>
  new TouchlineError(
    'webhook.body_too_large',
    `The body of a webhook may have at most ${maxBodyBytes} bytes.`,
  );

const malformed = (why: string): TouchlineError => new TouchlineError('webhook.body_malformed', why);
