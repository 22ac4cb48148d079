import { hash } from 'node:crypto';
import type { PreparedRequest } from '@touchline/core';

/** A request as it is signed, and the names of the headers that the signature covers. */
export interface CanonicalRequest {
  readonly text: string;
  readonly signedHeaders: string;
}

/**
 * Writes a request the way it is signed. Of its headers those are covered that say what it is and when; those that a proxy may change are
 * not.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export const canonicalRequestOf = ({ method, url, headers, body }: PreparedRequest): CanonicalRequest => {
  const { host, pathname, searchParams } = new URL(url);
  const covered = [
    ['host', host] as const,
    ...Object.entries(headers).filter(([name]) => name === 'content-type' || name.startsWith('x-amz-')),
  ].sort(byCode);
  const signedHeaders = covered.map(([name]) => name).join(';');
  const text = [
    method,
    // The path is encoded already; it is signed encoded once more.
    pathname.split('/').map(encode).join('/'),
    [...searchParams]
      .map(([name, value]) => [encode(name), encode(value)] as const)
      .sort(byCode)
      .map(([name, value]) => `${name}=${value}`)
      .join('&'),
    ...covered.map(([name, value]) => `${name}:${value.trim().replaceAll(/ {2,}/g, ' ')}`),
    '',
    signedHeaders,
    hash('sha256', body ?? '', 'hex'),
  ].join('\n');
  return { text, signedHeaders };
};

/** As RFC 3986 says, which leaves less as it is than `encodeURIComponent`. */
const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const byCode = (
  [leftName, leftValue]: readonly [string, string],
  [rightName, rightValue]: readonly [string, string],
): number => compare(leftName, rightName) || compare(leftValue, rightValue);

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
