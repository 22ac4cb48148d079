import { createHmac, sign, verify } from 'node:crypto';
import { SignatureError } from '../errors/touchline-error.ts';
import { requireBodyDigest } from './body-digest.ts';
import { equalDigests } from './constant-time.ts';
import { parseJsonBody } from './json-body.ts';
import { type RequestReader, readOne } from './read-source.ts';
import { invalid } from './refusal.ts';
import type { JwtScheme, ValueSource } from './signature-scheme.ts';
import { requireFresh } from './signed-time.ts';
import { type NamedKey, privateKeyOf, type SigningKey, textOf, tokenKeyOf } from './signing-key.ts';
import { decodeStrictly, encode } from './strict-encoding.ts';

/** The claims of a token. */
export interface TokenClaims extends Readonly<Record<string, unknown>> {}

/** What a token is verified against. */
interface TokenContext {
  readonly reader: RequestReader;
  readonly keys: readonly NamedKey[];
  readonly nowMs: number;
  readonly toleranceMs: number;
}

/** Where a token stands unless the scheme says otherwise (RFC 6750, section 2.1). */
export const bearer: ValueSource = { header: 'authorization', prefix: 'Bearer ' };

/**
 * Verifies a token (RFC 7515, RFC 7519) with the scheme's algorithm. The token's header may not choose
 * another one, nor bring a key along, nor ask for an extension.
 *
 * @throws SignatureError as `verifySignature` does.
 */
export const verifyToken = (
  scheme: JwtScheme,
  { reader, keys, nowMs, toleranceMs }: TokenContext,
): { readonly claims: TokenClaims; readonly signedAtMs?: number } => {
  const token = readOne(scheme.token ?? bearer, reader);
  const { header, claims, message, signature } = decodeToken(token);
  if (header.alg !== scheme.algorithm) throw invalid(`The token is not signed with ${scheme.algorithm}.`);
  if (header.crit !== undefined) throw invalid('The token asks for an extension.');

  const matches = keys
    .filter(({ kid }) => kid === '' || kid === header.kid)
    .map(({ key }) => isSignedBy(scheme, key, message, signature));
  if (!matches.includes(true)) throw invalid('The signature of the token does not match.');

  requireParties(scheme, claims);
  const { bodyDigest } = scheme;
  if (bodyDigest) requireBodyDigest(claims[bodyDigest.claim], reader.request.rawBody, bodyDigest);
  const issuedAtMs = requireTime(scheme, claims, nowMs, toleranceMs);
  return { claims, ...(issuedAtMs !== undefined && { signedAtMs: issuedAtMs }) };
};

/** Makes a token. `key` is the secret of an HS256 scheme, the private key of an RS256 one. */
export const makeToken = (scheme: JwtScheme, claims: TokenClaims, key: SigningKey, kid?: string): string => {
  const header = { alg: scheme.algorithm, typ: 'JWT', ...(kid !== undefined && { kid }) };
  const message = `${encodeJson(header)}.${encodeJson(claims)}`;
  const signature =
    scheme.algorithm === 'HS256'
      ? createHmac('sha256', textOf(key)).update(message).digest()
      : sign('sha256', Buffer.from(message), privateKeyOf('rsa-sha256', key));
  return `${message}.${encode(signature, 'base64url')}`;
};

interface DecodedToken {
  readonly header: TokenClaims;
  readonly claims: TokenClaims;
  readonly message: string;
  readonly signature: Uint8Array;
}

const decodeToken = (token: string): DecodedToken => {
  const [header = '', claims = '', signature = '', ...rest] = token.split('.');
  const signatureBytes = decodeStrictly(signature, 'base64url');
  if (rest.length > 0 || !signatureBytes) throw invalid('The token is not a compact JWS.');
  return {
    header: decodeJson(header),
    claims: decodeJson(claims),
    message: `${header}.${claims}`,
    signature: signatureBytes,
  };
};

const decodeJson = (segment: string): TokenClaims => {
  const bytes = decodeStrictly(segment, 'base64url');
  const value = bytes && parseQuietly(bytes);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid('The token is not a compact JWS.');
  return value as TokenClaims;
};

const parseQuietly = (bytes: Uint8Array): unknown => {
  try {
    return parseJsonBody(bytes);
  } catch {
    return undefined;
  }
};

const encodeJson = (value: unknown): string => encode(Buffer.from(JSON.stringify(value)), 'base64url');

const isSignedBy = (
  { algorithm }: JwtScheme,
  key: SigningKey,
  message: string,
  signature: Uint8Array,
): boolean =>
  algorithm === 'HS256'
    ? equalDigests(createHmac('sha256', textOf(key)).update(message).digest(), signature)
    : verify('sha256', Buffer.from(message), tokenKeyOf(key), signature);

const requireParties = ({ issuer, audience }: JwtScheme, { iss, aud }: TokenClaims): void => {
  if (issuer !== undefined && iss !== issuer) throw invalid('The token is of another issuer.');
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  if (audience !== undefined && !audiences.includes(audience))
    throw invalid('The token is for another audience.');
};

/** Checks the times of a token. @returns when it was issued, where it says so. */
const requireTime = (scheme: JwtScheme, claims: TokenClaims, nowMs: number, toleranceMs: number) => {
  const issuedAtMs = timeOf(claims, 'iat');
  const expiresAtMs = timeOf(claims, 'exp');
  const notBeforeMs = timeOf(claims, 'nbf');
  if ((scheme.time === 'iat' ? issuedAtMs : expiresAtMs) === undefined)
    throw invalid(`The token has no ${scheme.time}.`);
  if (scheme.time === 'iat' && issuedAtMs !== undefined) requireFresh(issuedAtMs, nowMs, toleranceMs);
  if (expiresAtMs !== undefined && !(nowMs <= expiresAtMs + toleranceMs)) throw stale('has expired');
  if (!(Math.max(notBeforeMs ?? nowMs, issuedAtMs ?? nowMs) <= nowMs + toleranceMs))
    throw stale('is not valid yet');
  return issuedAtMs;
};

/** A NumericDate (RFC 7519, section 2): seconds, which may have a fraction. */
const timeOf = (claims: TokenClaims, name: string): number | undefined => {
  const seconds = claims[name];
  if (seconds === undefined) return undefined;
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds < 1e11))
    throw invalid(`The claim ${name} is no time.`);
  return seconds * 1_000;
};

const stale = (what: string): SignatureError =>
  new SignatureError('webhook.timestamp_stale', `The token ${what}.`);
