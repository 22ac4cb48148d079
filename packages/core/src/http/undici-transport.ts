import type { IncomingHttpHeaders } from 'node:http';
import type { LookupFunction } from 'node:net';
import { Agent, type Dispatcher } from 'undici';
import { TouchlineError } from '../errors/touchline-error.ts';
import { TurnEnd } from '../turn-end.ts';
import { guardedConnector } from './guarded-connector.ts';
import { type Stop, type StopListener, stopOf } from './stop.ts';
import type { PreparedRequest, RawResponse, Send, SendFailure, SendFailureKind } from './transport.ts';

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
  /** The same for a call of our own, whose deadline needs no signal. */
  readonly exchange: Exchange;
  readonly close: () => Promise<void>;
}

/** Sends one request once, as a {@link Send} does, until it is stopped. */
export type Exchange = (
  request: PreparedRequest,
  options: ExchangeOptions,
) => Promise<RawResponse | SendFailure>;

/** What an {@link Exchange} keeps to; see `SendOptions`. */
export interface ExchangeOptions {
  readonly stop: Stop;
  readonly maxResponseBytes: number;
  readonly outside: boolean;
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
  const turnEnd = new TurnEnd();
  let closed = false;
  let outside: Agent | undefined;
  const outsideAgent = (): Agent => {
    outside ??= options.allowPrivateAddresses ? agent() : agent(guardedConnector(options.lookup));
    return outside;
  };
  const exchange: Exchange = (request, sending) => {
    if (closed) return Promise.resolve({ failure: 'closed', written: false });
    return new Promise((resolve) => {
      new UndiciExchange(request, sending, turnEnd, resolve).begin(
        sending.outside ? outsideAgent() : trusted,
      );
    });
  };
  return {
    exchange,
    send: (request, { signal, maxResponseBytes, outside: isOutside }) =>
      exchange(request, { stop: stopOf(signal), maxResponseBytes, outside: isOutside }),
    close: async () => {
      closed = true;
      await Promise.all(own.splice(0).map((each) => each.close()));
      // Who made the last calls has their answers before the client is closed.
      turnEnd.doNow();
    },
  };
};

/**
 * One request, one answer. It dispatches with a handler of its own rather than with undici's `request`, because only a
 * handler is told when the request is about to be written: undici calls `onRequestStart` on a connection that is up
 * (for https, after the handshake), in the very tick in which it writes the head. Before that call nothing has left.
 */
class UndiciExchange implements Dispatcher.DispatchHandler, StopListener {
  readonly #request: PreparedRequest;
  readonly #options: ExchangeOptions;
  readonly #turnEnd: TurnEnd;
  readonly #resolve: (outcome: RawResponse | SendFailure) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #head: SendFailure['head'];
  #settled = false;
  #size = 0;
  readonly #chunks: Buffer[] = [];

  constructor(
    request: PreparedRequest,
    options: ExchangeOptions,
    turnEnd: TurnEnd,
    resolve: (outcome: RawResponse | SendFailure) => void,
  ) {
    this.#request = request;
    this.#options = options;
    this.#turnEnd = turnEnd;
    this.#resolve = resolve;
  }

  begin(dispatcher: Dispatcher): void {
    const { stop } = this.#options;
    if (stop.isStopped) {
      this.onStop();
      return;
    }
    stop.addStopListener(this);
    const { url, method, headers, body } = this.#request;
    const pathAt = url.indexOf('/', url.indexOf('://') + 3);
    dispatcher.dispatch(
      {
        origin: url.slice(0, pathAt),
        path: url.slice(pathAt),
        method,
        headers,
        body: body ?? null,
        // The call as a whole has a deadline; undici's own timeouts measure silence.
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      this,
    );
  }

  onStop(): void {
    this.#fail('stopped');
  }

  onRequestStart(started: Dispatcher.DispatchController): void {
    // It was given up while it waited for a connection.
    if (this.#settled) started.abort(new Error('stopped'));
    else this.#controller = started;
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    this.#head = { status, headers: plainHeaders(headers) };
    const announced = Number(this.#head.headers['content-length'] ?? 0);
    if (this.#request.method !== 'HEAD' && announced > this.#options.maxResponseBytes)
      this.#fail('too_large');
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return;
    this.#size += chunk.byteLength;
    if (this.#size > this.#options.maxResponseBytes) this.#fail('too_large');
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#settled) return;
    if (this.#head) this.#settle({ ...this.#head, body: Buffer.concat(this.#chunks) });
    else this.#fail('network');
  }

  onResponseError(_: unknown, error: Error): void {
    this.#fail(kindOf(error), codeOf(error));
  }

  #settle(outcome: RawResponse | SendFailure): void {
    this.#settled = true;
    this.#options.stop.removeStopListener(this);
    if ('failure' in outcome) this.#resolve(outcome);
    // The answers of one turn are handed on together.
    else this.#turnEnd.putOff(() => this.#resolve(outcome));
  }

  #fail(failure: SendFailureKind, detail?: string): void {
    if (this.#settled) return;
    this.#settle({
      failure,
      written: this.#controller !== undefined,
      ...(detail && { detail }),
      ...(this.#head && { head: this.#head }),
    });
    this.#controller?.abort(new Error(failure));
  }
}

const plainHeaders = (headers: IncomingHttpHeaders): Record<string, string> => {
  const plain: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    // Assigned, it would be no member.
    if (name !== '__proto__')
      plain[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  }
  return plain;
};

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
