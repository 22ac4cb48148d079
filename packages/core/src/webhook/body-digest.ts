import { createHash } from 'node:crypto';
import { equalSecrets } from './constant-time.ts';
import { invalid } from './refusal.ts';
import type { DigestFormat } from './signature-scheme.ts';
import { encode } from './strict-encoding.ts';

/** The hash of a body, written as a scheme says. */
export const bodyDigestOf = (rawBody: Uint8Array, { algorithm, encoding }: DigestFormat): string =>
  encode(createHash(algorithm).update(rawBody).digest(), encoding);

/** Refuses a body whose hash is not the one that was signed. */
export const requireBodyDigest = (claimed: unknown, rawBody: Uint8Array, format: DigestFormat): void => {
  if (typeof claimed !== 'string' || !equalSecrets(claimed, bodyDigestOf(rawBody, format)))
    throw invalid('The signed hash is not that of the body.');
};
