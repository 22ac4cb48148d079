import type { Secret } from '../privacy/secret.ts';
import type { PreparedRequest } from './transport.ts';

/** What is settled about a call before anything is sent; what its errors are made from. */
export interface Call {
  /** Upper case. */
  readonly method: string;
  readonly url: URL;
  /** Whether the URL came from outside, so that nothing about it is trusted. */
  readonly outside: boolean;
  /** How errors name it: `POST https://api.example.com (payment.refund)`. */
  readonly subject: string;
  readonly idempotent: boolean;
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  readonly connector: string | undefined;
  /** Values that must not appear in a message. */
  readonly secrets: readonly (string | Secret)[];
}

/**
 * What of a request a vendor may echo and nobody may read: the values of its headers, whole and without their scheme, and the
 * credentials in its query.
 */
export const secretsOf = ({ headers, url }: PreparedRequest): readonly string[] => [
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
