import type { Secret } from '../privacy/secret.ts';
import type { PreparedRequest } from './transport.ts';

/** What is settled about a call before anything is sent. */
export interface CallFacts {
  /** Upper case. */
  readonly method: string;
  /** Absolute and normalised, with its query. */
  readonly url: string;
  readonly origin: string;
  /** Whether the URL came from outside, so that nothing about it is trusted. */
  readonly outside: boolean;
  readonly operation: string | undefined;
  readonly idempotent: boolean;
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  readonly connector: string | undefined;
}

/** A call; what its errors are made from. What only an error needs is worked out when there is one. */
export class Call implements CallFacts {
  readonly method: string;
  readonly url: string;
  readonly origin: string;
  readonly outside: boolean;
  readonly operation: string | undefined;
  readonly idempotent: boolean;
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  readonly connector: string | undefined;
  readonly #secrets: readonly (string | Secret)[];
  #sent: PreparedRequest | undefined;

  /** @param secrets values that must not appear in a message, besides those of the request. */
  constructor(facts: CallFacts, secrets: readonly (string | Secret)[]) {
    this.method = facts.method;
    this.url = facts.url;
    this.origin = facts.origin;
    this.outside = facts.outside;
    this.operation = facts.operation;
    this.idempotent = facts.idempotent;
    this.timeoutMs = facts.timeoutMs;
    this.maxResponseBytes = facts.maxResponseBytes;
    this.connector = facts.connector;
    this.#secrets = secrets;
  }

  /** From now on its errors are about this request. */
  sends(request: PreparedRequest): void {
    this.#sent = request;
  }

  /** How errors name it: `POST https://api.example.com (payment.refund)`. */
  get subject(): string {
    return `${this.method} ${this.origin}${this.operation ? ` (${this.operation})` : ''}`;
  }

  /** Values that must not appear in a message. */
  get secrets(): readonly (string | Secret)[] {
    return this.#sent ? [...this.#secrets, ...secretsOf(this.#sent)] : this.#secrets;
  }
}

/**
 * What of a request a vendor may echo and nobody may read: the values of its headers, whole and without their scheme, and the
 * credentials in its query.
 */
const secretsOf = ({ headers, url }: PreparedRequest): readonly string[] => [
  ...Object.entries(headers)
    .filter(([name]) => !plainHeaders.has(name))
    .flatMap(([, value]) => [value, ...value.split(/\s+/).slice(1), ...basicParts(value)]),
  ...[...new URL(url).searchParams].filter(([name]) => secretNames.test(name)).map(([, value]) => value),
];

const plainHeaders = new Set(['accept', 'accept-encoding', 'accept-language', 'content-type', 'user-agent']);

const secretNames = /key|token|secret|sig|pass|code|auth/i;

/** Whether a header or a parameter of this name holds a credential. */
export const isCredentialName = (name: string): boolean =>
  (secretNames.test(name) || /cookie/i.test(name)) && !/idempotency/i.test(name);

const basicParts = (value: string): readonly string[] => {
  const encoded = /^basic\s+(\S+)$/i.exec(value)?.[1];
  if (encoded === undefined) return [];
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return [decoded, decoded.slice(0, colon), decoded.slice(colon + 1)];
};
