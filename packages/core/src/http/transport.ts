import type { Secret } from '../privacy/secret.ts';

/**
 * The seam between what a request says and how it travels: a {@link Send} takes the exact bytes and gives the exact answer.
 * A dry run, a contract check or a sandbox puts its own in place of undici's.
 */

/** A request as it goes on the wire, credentials included. Never print it. */
export interface PreparedRequest {
  /** Upper case. */
  readonly method: string;
  /** Absolute, normalised, with its query. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** An answer as it came from the wire. */
export interface RawResponse {
  readonly status: number;
  /** Names in lower case. A header sent twice is joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * Why there is no answer.
 *
 * - `network`: no connection, or it broke.
 * - `stopped`: the signal aborted.
 * - `too_large`: the body is above the limit.
 * - `forbidden`: an outside URL led to an address that it may not lead to.
 * - `malformed`: HTTP does not allow the request.
 * - `closed`: the client is closed.
 */
export type SendFailureKind = 'network' | 'stopped' | 'too_large' | 'forbidden' | 'malformed' | 'closed';

/** A request without a whole answer. */
export interface SendFailure {
  readonly failure: SendFailureKind;
  /** False only when it is certain that not one byte of the request left: then it may be sent again whatever it does. */
  readonly written: boolean;
  /** The runtime's own code, such as `ECONNREFUSED`. */
  readonly detail?: string;
  /** The status and headers, when they came before the failure. */
  readonly head?: Pick<RawResponse, 'status' | 'headers'>;
}

/** What a {@link Send} must keep to. */
export interface SendOptions {
  /** When it aborts, the exchange ends at once with `stopped`. */
  readonly signal: AbortSignal;
  /** The largest body to take, in bytes, counted while it streams. */
  readonly maxResponseBytes: number;
  /** True for a URL that came from outside: the address connected to must be a public one. */
  readonly outside: boolean;
  /** Values of the client's config that nobody may read, for whoever shows requests. */
  readonly secrets?: readonly (string | Secret)[];
}

/** Sends one request once. Follows no redirects, repeats nothing. What it throws is passed on as it is. */
export type Send = (request: PreparedRequest, options: SendOptions) => Promise<RawResponse | SendFailure>;
