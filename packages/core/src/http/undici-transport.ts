import type { IncomingHttpHeaders } from 'node:http';
import type { LookupFunction } from 'node:net';
import { Agent, type Dispatcher } from 'undici';
import { TouchlineError } from '../errors/touchline-error.ts';
import { guardedConnector } from './guarded-connector.ts';
import type {
  PreparedRequest,
  RawResponse,
  Send,
  SendFailure,
  SendFailureKind,
  SendOptions,
} from './transport.ts';

/** How the undici transport works. */
export interface UndiciTransportOptions {
  /** Carries the requests to the base URL, instead of an agent of our own. It stays the caller's to close. */
  readonly dispatcher?: Dispatcher;
  /** Lets outside URLs lead to private addresses. */
  readonly allowPrivateAddresses?: boolean;
  /** How names of outside URLs are resolved. Default: `node:dns`'s. */
  readonly lookup?: LookupFunction;
}

/** A transport, and what ends it. */
export interface Transport {
  readonly send: Send;
  readonly close: () => Promise<void>;
}

/**
 * Sends with undici: one pool of kept-alive connections per origin. Requests to outside URLs have an agent of their own,
 * which looks at the address of every connection before it writes to it.
 */
export const createUndiciTransport = (options: UndiciTransportOptions): Transport => {
  const own: Agent[] = [];
  const agent = (connect?: Agent.Options['connect']): Agent => {
    // HTTP/1.1 only: there a request is written to one connection, once, and its start and end are certain.
    const made = new Agent({ allowH2: false, ...(connect && { connect }) });
    own.push(made);
    return made;
  };
  const trusted = options.dispatcher ?? agent();
  let closed = false;
  let outside: Agent | undefined;
  const outsideAgent = (): Agent => {
    outside ??= options.allowPrivateAddresses ? agent() : agent(guardedConnector(options.lookup));
    return outside;
  };
  return {
    send: async (request, sending) =>
      closed
        ? { failure: 'closed', written: false }
        : exchange(sending.outside ? outsideAgent() : trusted, request, sending),
    close: async () => {
      closed = true;
      await Promise.all(own.splice(0).map((each) => each.close()));
    },
  };
};

/**
 * One request, one answer. It dispatches with a handler of its own rather than with undici's `request`, because only a
 * handler is told when the request is about to be written: undici calls `onRequestStart` on a connection that is up
 * (for https, after the handshake), in the very tick in which it writes the head. Before that call nothing has left.
 */
const exchange = (
  dispatcher: Dispatcher,
  request: PreparedRequest,
  { signal, maxResponseBytes }: SendOptions,
): Promise<RawResponse | SendFailure> =>
  new Promise((resolve) => {
    let controller: Dispatcher.DispatchController | undefined;
    let head: SendFailure['head'];
    let settled = false;
    let size = 0;
    const chunks: Buffer[] = [];

    const settle = (outcome: RawResponse | SendFailure): void => {
      settled = true;
      signal.removeEventListener('abort', stop);
      resolve(outcome);
    };
    const fail = (failure: SendFailureKind, detail?: string): void => {
      if (settled) return;
      settle({
        failure,
        written: controller !== undefined,
        ...(detail && { detail }),
        ...(head && { head }),
      });
      controller?.abort(new Error(failure));
    };
    const stop = (): void => fail('stopped');
    const count = (bytes: number): boolean => {
      size += bytes;
      if (size > maxResponseBytes) fail('too_large');
      return !settled;
    };

    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });

    const { origin, pathname, search } = new URL(request.url);
    dispatcher.dispatch(
      {
        origin,
        path: pathname + search,
        method: request.method,
        headers: request.headers,
        body: request.body ?? null,
        // The call as a whole has a deadline; undici's own timeouts measure silence.
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      {
        onRequestStart(started) {
          // It was given up while it waited for a connection.
          if (settled) started.abort(new Error('stopped'));
          else controller = started;
        },
        onResponseStart(_, status, headers) {
          if (status < 200) return;
          head = { status, headers: plainHeaders(headers) };
          const announced = Number(head.headers['content-length'] ?? 0);
          if (request.method !== 'HEAD' && announced > maxResponseBytes) fail('too_large');
        },
        onResponseData(_, chunk) {
          if (!settled && count(chunk.byteLength)) chunks.push(chunk);
        },
        onResponseEnd() {
          if (settled) return;
          if (head) settle({ ...head, body: Buffer.concat(chunks) });
          else fail('network');
        },
        onResponseError(_, error) {
          fail(kindOf(error), codeOf(error));
        },
      },
    );
  });

const plainHeaders = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );

const kindOf = (error: Error): SendFailureKind => {
  if (TouchlineError.isInstance(error)) return 'forbidden';
  switch (codeOf(error)) {
    case 'UND_ERR_INVALID_ARG':
    case 'UND_ERR_NOT_SUPPORTED':
      return 'malformed';
    case 'UND_ERR_CLOSED':
    case 'UND_ERR_DESTROYED':
      return 'closed';
    default:
      return 'network';
  }
};

/** Only the code is kept of a network error: its message and fields may hold what was sent or received. */
const codeOf = (error: unknown): string | undefined => {
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: readonly unknown[] };
  if (typeof code === 'string' && /^[A-Z][A-Z\d_]{1,60}$/.test(code)) return code;
  const inner = cause ?? errors?.[0];
  return typeof inner === 'object' && inner !== null ? codeOf(inner) : undefined;
};
