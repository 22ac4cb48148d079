import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { issuesOf, sentenceOf, TouchlineError } from '@touchline/core';
import { type ErasureReport, erasureReport } from './erasure-report.ts';

/** The public half of the key that signs receipts, as a JSON Web Key: whoever is to check receipts is given it. */
export interface ReceiptKey {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  /** The key, base64url. */
  readonly x: string;
  /** Its thumbprint. */
  readonly kid: string;
}

/** Signs reports of erasures. */
export interface ReceiptSigner {
  readonly key: ReceiptKey;
  /** The same report gives the same receipt. */
  sign(report: ErasureReport): string;
}

/** @param seed 32 bytes that only the hub knows. */
export const createReceiptSigner = (seed: Uint8Array): ReceiptSigner => {
  const privateKey = createPrivateKey({
    key: Buffer.concat([ed25519Prefix, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const key = receiptKeyOf(createPublicKey(privateKey));
  return {
    key,
    sign(report) {
      const message = `${encoded({ alg: 'EdDSA', typ, kid: key.kid })}.${encoded({ iss: issuer, sub: report.person, jti: report.id, report })}`;
      return `${message}.${sign(null, Buffer.from(message), privateKey).toString('base64url')}`;
    },
  };
};

/**
 * Checks a receipt, a compact JWS (RFC 7515) signed with Ed25519 (RFC 8037), and reads what it says. It takes nothing but the public
 * key, so those who were given both need not ask the hub.
 *
 * @throws TouchlineError `hub.receipt_invalid` when it was not signed with that key as it stands.
 */
export const verifyErasureReceipt = (receipt: string, key: Pick<ReceiptKey, 'x'>): ErasureReport => {
  const [header = '', payload = '', signature = '', ...rest] = receipt.split('.');
  const { alg, typ: type, crit } = decoded(header);
  // The receipt may not choose how it is checked.
  if (rest.length > 0 || alg !== 'EdDSA' || type !== typ || crit !== undefined)
    throw invalid('It is not a receipt of an erasure.');
  if (
    !verify(null, Buffer.from(`${header}.${payload}`), publicKeyOf(key), Buffer.from(signature, 'base64url'))
  )
    throw invalid('It was not signed with this key, or was changed since.');
  const parsed = erasureReport.safeParse(decoded(payload).report);
  if (!parsed.success) throw invalid(`${sentenceOf(issuesOf(parsed.error))}.`);
  return parsed.data;
};

const typ = 'touchline-erasure+jws';
const issuer = 'urn:touchline:hub';

/** What stands before the seed in PKCS #8: https://www.rfc-editor.org/rfc/rfc8410#section-7 */
const ed25519Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

const publicKeyOf = ({ x }: Pick<ReceiptKey, 'x'>): KeyObject => {
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  } catch {
    throw invalid('The key is no public key of Ed25519.');
  }
};

/** With the thumbprint of RFC 7638. */
const receiptKeyOf = (publicKey: KeyObject): ReceiptKey => {
  const x = String(publicKey.export({ format: 'jwk' }).x);
  const required = JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x });
  return { kty: 'OKP', crv: 'Ed25519', x, kid: createHash('sha256').update(required).digest('base64url') };
};

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const decoded = (part: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
};

const invalid = (why: string): TouchlineError =>
  new TouchlineError('hub.receipt_invalid', `The receipt is not valid. ${why}`);
