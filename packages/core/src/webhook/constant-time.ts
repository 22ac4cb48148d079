import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares digests in a time that depends on their lengths alone. A digest's length is no secret. */
export const equalDigests = (left: Uint8Array, right: Uint8Array): boolean =>
  left.byteLength === right.byteLength && timingSafeEqual(left, right);

/**
 * Compares secrets of any length: it is their hashes that are compared, so not even the length shows in the
 * time.
 */
export const equalSecrets = (left: string, right: string): boolean =>
  timingSafeEqual(createHash('sha256').update(left).digest(), createHash('sha256').update(right).digest());
