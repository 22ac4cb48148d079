import type { LookupFunction } from 'node:net';
import type { Dispatcher } from 'undici';
import type { z } from 'zod';
import type { Clock } from '../clock.ts';
import { TouchlineError, toTouchlineError } from '../errors/touchline-error.ts';
import type { Secret } from '../privacy/secret.ts';
import {
  type AccessTokens,
  type ClientCredentials,
  createAccessTokens,
  tokenRefusal,
} from './access-tokens.ts';
import type { Carry } from './attempt.ts';
import { Call, type CallFacts } from './call.ts';
import { CallRun } from './call-run.ts';
import { checkClientOptions } from './check-client-options.ts';
import { Deadline } from './deadline.ts';
import type { HeaderFields, HttpRequest, HttpRequestOptions, HttpResponse } from './http-request.ts';
import { carriedHeaders, mergeHeaders, type WireHeaders } from './prepare-request.ts';
import { type BaseUrl, baseUrlOf, targetOf } from './request-target.ts';
import type { ErrorReading } from './response-error.ts';
import type { PreparedRequest, Send } from './transport.ts';
import { createUndiciTransport } from './undici-transport.ts';

/** How an {@link HttpClient} works. */
export interface HttpClientOptions {
  /**
   * Where the vendor's API is. Paths are appended to it: `https://api.example.com/v1`. It is the operator's word, so it may be private. Without
   * one, every URL is outside.
   */
  readonly baseUrl?: string;
  /**
   * Credentials and what else every request carries; sent to the base URL's origin only. A function is asked once per
   * call, within its timeout, so it may fetch a token.
   */
  readonly headers?: HeaderFields | (() => HeaderFields | Promise<HeaderFields>);
  /**
   * Gets access tokens, which every request to the base URL's origin then carries as `Authorization: Bearer …`: fetched when
   * first needed, shared, renewed before they end and when one is refused. A vendor that gives none pauses the route, and
   * rejects nothing.
   */
  readonly clientCredentials?: ClientCredentials;
  /** Bounds a whole call, in milliseconds. Default 30 000. */
  readonly timeoutMs?: number;
  /** The largest body taken, in bytes, before and after decompression. Default 10 MiB. */
  readonly maxResponseBytes?: number;
  readonly clock: Clock;
  /** From 0 to 1, for the jitter of repeats. Default `Math.random`. */
  readonly random?: () => number;
  /** Carried by the errors of what was, or would have been, sent. */
  readonly connector?: string;
  /**
   * The vendor's own reading of an answer. It is asked about every answer, so it also finds the 200 that failed;
   * `undefined` leaves it to the status and to the usual shapes of error bodies.
   */
  readonly toError?: (response: HttpResponse) => ErrorReading | undefined;
  /** How often an idempotent request is repeated within a call. Default 2. */
  readonly retries?: number;
  /** Lets outside URLs be http and lead to private addresses. For tests and closed networks. Default false. */
  readonly allowPrivateAddresses?: boolean;
  /** The header of a request's `idempotencyKey`. Default `idempotency-key`. */
  readonly idempotencyKeyHeader?: string;
  /**
   * Signs what goes to the base URL's origin, for a vendor whose credentials are a signature over the request. Asked once per
   * attempt, with the request as it goes on the wire and the time of the attempt, by the client's clock. What it gives is added to the
   * headers, and wins over them. What it throws is thrown by the call: nothing was sent.
   */
  readonly sign?: (
    request: PreparedRequest,
    attempt: { readonly nowMs: number },
  ) => HeaderFields | Promise<HeaderFields>;
  /** Further values that must never appear in a message. Those of all headers are known. */
  readonly secrets?: readonly (string | Secret)[];
  /** Told about every exchange. Its own errors are ignored. */
  readonly onCall?: (info: HttpCallInfo) => void;
  /** Carries requests in place of undici; see {@link Send}. */
  readonly send?: Send;
  /** Carries requests to the base URL, such as a `ProxyAgent`; it stays yours to close. Outside URLs do not use it. */
  readonly dispatcher?: Dispatcher;
  /** Resolves the names of outside URLs. Default: `node:dns`'s lookup. */
  readonly lookup?: LookupFunction;
}

/** One exchange, for metrics and traces. */
export interface HttpCallInfo {
  readonly method: string;
  readonly origin: string;
  readonly operation?: string;
  /** Unset when there was no answer. */
  readonly status?: number;
  readonly durationMs: number;
  /** 1 at the first attempt of a call. */
  readonly attempt: number;
}

/** `http.get('/v1/things', { response })`, for {@link HttpClient.request} with the method set. */
export type HttpShortForm = <Schema extends z.ZodType = z.ZodUnknown>(
  /** A path below the base URL, starting with a slash, or an absolute URL. */
  target: string | URL,
  options?: HttpRequestOptions<Schema>,
) => Promise<HttpResponse<z.output<Schema>>>;

/**
 * Calls one vendor's API. Every failure is a TouchlineError whose disposition says what a delivery does next, and none
 * holds a path, a query, a header, a body or a personal datum.
 *
 * An absolute URL of another origin than the base URL's is an *outside* URL, one that may have come from a webhook. It must be
 * https and lead to a public address, gets none of the client's headers, and a GET of it follows up to three redirects,
 * each checked alike. Nothing else follows redirects.
 */
export interface HttpClient {
  /** Makes one call and gives the successful answer, its body as the `response` schema has it. */
  readonly request: <Schema extends z.ZodType = z.ZodUnknown>(
    request: HttpRequest<Schema>,
  ) => Promise<HttpResponse<z.output<Schema>>>;
  readonly get: HttpShortForm;
  readonly post: HttpShortForm;
  readonly put: HttpShortForm;
  readonly patch: HttpShortForm;
  readonly delete: HttpShortForm;
  /**
   * The same client, whose every request carries these headers too; its connections are shared. With a `send` of its own, all
   * requests are carried by that, those for access tokens included; tokens that were fetched are left alone.
   */
  readonly with: (headers: HeaderFields, over?: { readonly send?: Send | undefined }) => HttpClient;
  /** Lets running calls end, then closes the connections. Calls made afterwards end with `http.aborted`. */
  readonly close: () => Promise<void>;
}

/**
 * Creates the client of one connector instance; it holds the connections, so make one and keep it.
 *
 * @throws TouchlineError `config.invalid` for an option that is not known or cannot work, and for a base URL that is not
 *   http or https, or that holds credentials, a query or a fragment.
 */
export const createHttpClient = (options: HttpClientOptions): HttpClient => {
  checkClientOptions(options);
  const base = baseUrlOf(options.baseUrl);
  const secrets = secretsIn(options);
  const headersFor = headersOf(options);

  const requestOver =
    (carry: Carry, tokens: AccessTokens | undefined): HttpClient['request'] =>
    async <Schema extends z.ZodType = z.ZodUnknown>(
      asked: HttpRequest<Schema>,
    ): Promise<HttpResponse<z.output<Schema>>> => {
      const call = new Call(factsOf(asked, base, options), secrets);
      const deadline = new Deadline(call, options.clock, asked.signal);
      const run = new CallRun(asked, call, deadline, carry, options);
      try {
        deadline.throwIfStopped();
        if (call.outside) return await run.send(carriedHeaders(asked.read, {}));
        const known = headersFor(asked.read);
        const headers = known instanceof Promise ? await deadline.race(known) : known;
        return await (tokens
          ? tokens.use((credentials) => run.send(mergeHeaders(headers, credentials)), deadline)
          : run.send(headers));
      } finally {
        deadline.end();
      }
    };

  const over = (send: Send): HttpClient['request'] =>
    requestOver(carryWith(send, secrets), accessTokensOf(options, send));
  if (options.send) return clientOver(over(options.send), over, async () => {});
  const { exchange, send, close } = createUndiciTransport(options);
  const carry: Carry = (request, { maxResponseBytes, outside }, stop) =>
    exchange(request, { stop, maxResponseBytes, outside });
  return clientOver(requestOver(carry, accessTokensOf(options, send)), over, close);
};

/** A way to carry requests that others made. */
const carryWith =
  (send: Send, secrets: readonly (string | Secret)[]): Carry =>
  (request, { maxResponseBytes, outside }, { signal }) =>
    send(request, { signal, maxResponseBytes, outside, secrets });

/** The tokens of a client; they are asked for by a client of their own, over the same transport. */
const accessTokensOf = (
  { clientCredentials, headers: _headers, sign: _sign, ...shared }: HttpClientOptions,
  send: Send,
): AccessTokens | undefined => {
  if (!clientCredentials) return undefined;
  const secrets = [...(shared.secrets ?? []), clientCredentials.clientSecret];
  const http = createHttpClient({ ...shared, secrets, send, toError: tokenRefusal });
  return createAccessTokens(clientCredentials, http, shared.clock);
};

/** Values that a vendor may echo and nobody may read, besides those of the headers. */
const secretsIn = ({ secrets = [], clientCredentials }: HttpClientOptions): readonly (string | Secret)[] =>
  clientCredentials ? [...secrets, clientCredentials.clientSecret] : secrets;

/** The short forms over a way to make requests. */
const clientOver = (
  request: HttpClient['request'],
  requestOver: (send: Send) => HttpClient['request'],
  close: HttpClient['close'],
): HttpClient => {
  const shortForm =
    (method: string): HttpShortForm =>
    <Schema extends z.ZodType = z.ZodUnknown>(target: string | URL, more?: HttpRequestOptions<Schema>) => {
      const isPath = typeof target === 'string' && target.startsWith('/');
      const asked = isPath ? { ...more, method, path: target } : { ...more, method, url: target };
      return request<Schema>(asked as HttpRequest<Schema>);
    };

  return {
    request,
    get: shortForm('GET'),
    post: shortForm('POST'),
    put: shortForm('PUT'),
    patch: shortForm('PATCH'),
    delete: shortForm('DELETE'),
    with: (headers, { send } = {}) => {
      const withHeaders =
        (over: HttpClient['request']): HttpClient['request'] =>
        (asked) =>
          over({ ...asked, headers: { ...headers, ...asked.headers } });
      return clientOver(
        withHeaders(send ? requestOver(send) : request),
        (other) => withHeaders(requestOver(other)),
        close,
      );
    },
    close,
  };
};

const factsOf = (asked: HttpRequest, base: BaseUrl | undefined, options: HttpClientOptions): CallFacts => {
  const method = methodOf(asked);
  const timeoutMs = asked.timeoutMs ?? options.timeoutMs ?? 30_000;
  if (!(timeoutMs > 0)) throw new TouchlineError('action.input_invalid', 'A timeoutMs is a number above 0.');
  const { url, origin, outside } = targetOf(asked, base, options);
  return {
    method,
    url,
    origin,
    outside,
    operation: asked.operation,
    idempotent:
      asked.idempotent ?? (method === 'GET' || method === 'HEAD' || asked.idempotencyKey !== undefined),
    timeoutMs,
    maxResponseBytes: options.maxResponseBytes ?? 10 * 1024 * 1024,
    connector: options.connector,
  };
};

const methodOf = (asked: HttpRequest): string => {
  if (typeof asked?.method === 'string') return asked.method.toUpperCase();
  throw new TouchlineError('action.input_invalid', 'A request needs a method, such as GET.');
};

/** What the client's requests carry, by how the answer is read; headers that are no function are looked at once. */
const headersOf = ({
  headers,
  connector,
}: Pick<HttpClientOptions, 'connector' | 'headers'>): ((
  read: HttpRequest['read'],
) => WireHeaders | Promise<WireHeaders>) => {
  if (typeof headers === 'function')
    return async (read) => {
      let asked: HeaderFields;
      try {
        asked = (await headers()) ?? {};
      } catch (thrown) {
        throw toTouchlineError(thrown, connector === undefined ? {} : { connector });
      }
      return carriedHeaders(read, asked);
    };
  const known = new Map<HttpRequest['read'], WireHeaders>();
  return (read) => {
    let carried = known.get(read);
    if (!carried) {
      carried = carriedHeaders(read, headers ?? {});
      known.set(read, carried);
    }
    return carried;
  };
};
