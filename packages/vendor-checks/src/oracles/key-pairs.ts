import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { RoundKey } from './oracle.ts';

const text = (key: KeyObject): string => key.export({ format: 'der', type: 'spki' }).toString('base64');

const pairs = (make: () => { publicKey: KeyObject; privateKey: KeyObject }, verify = text) => {
  const two = [make(), make()].map(
    ({ publicKey, privateKey }): RoundKey => ({ sign: privateKey, verify: verify(publicKey) }),
  );
  /** One of two fixed pairs, by the lowest bit: making a pair for each round would cost more than all the rest. */
  return (bytes: Uint8Array): RoundKey => two[(bytes[0] ?? 0) & 1] as RoundKey;
};

/** Pairs on P-256, the public key as SPKI in base64. */
export const ecdsaPairs = pairs(() => generateKeyPairSync('ec', { namedCurve: 'P-256' }));

/** Pairs of Ed25519, the public key as its 32 bytes in base64. */
export const ed25519Pairs = pairs(
  () => generateKeyPairSync('ed25519'),
  (key) => key.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64'),
);

/** A secret of hexadecimal digits, which are its text. */
export const textKey = (bytes: Uint8Array): RoundKey => {
  const secret = Buffer.from(bytes).toString('hex');
  return { sign: secret, verify: secret };
};

/** A POST of JSON. */
export const postOf = (body: string | Uint8Array, url = 'https://shop.example.com/webhooks') => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json' },
  rawBody: typeof body === 'string' ? new TextEncoder().encode(body) : body,
});

export const bodyOf = ({ rawBody }: { readonly rawBody: Uint8Array }): string =>
  Buffer.from(rawBody).toString();
