import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';
import { TouchlineError } from '@touchline/core';

/** The length of every key. */
export const keyBytes = 32;

/**
 * Encrypts with AES-256-GCM under a nonce drawn at random, which is safe for 2³² messages of one key.
 *
 * @param context is authenticated and not stored.
 * @see https://nvlpubs.nist.gov/nistpubs/Legacy/SP/nistspecialpublication800-38d.pdf section 8.3
 */
export const sealBytes = (key: Uint8Array, plain: Uint8Array | string, context: string): Uint8Array => {
  const nonce = random(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  const body = typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain);
  return Buffer.concat([formatByte, nonce, body, cipher.final(), cipher.getAuthTag()]);
};

/** @throws TouchlineError `hub.sealed_corrupt` when the bytes are not what {@link sealBytes} made with this key and context. */
export const unsealBytes = (key: Uint8Array, sealed: Uint8Array, context: string): Buffer => {
  if (sealed.length < 1 + nonceBytes + tagBytes || sealed[0] !== format) throw corrupt();
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + nonceBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(-tagBytes));
  try {
    const body = decipher.update(sealed.subarray(1 + nonceBytes, -tagBytes));
    return Buffer.concat([body, decipher.final()]);
  } catch {
    throw corrupt();
  }
};

/** So many random bytes of their own. Drawn in stock, because drawing costs more than half of what sealing does. */
export const random = (bytes: number): Buffer => {
  if (stockLeft < bytes) {
    randomFillSync(stock);
    stockLeft = stock.length;
  }
  stockLeft -= bytes;
  const drawn = Buffer.from(stock.subarray(stockLeft, stockLeft + bytes));
  stock.fill(0, stockLeft, stockLeft + bytes);
  return drawn;
};

const stock = Buffer.alloc(4_096);
let stockLeft = 0;

const format = 1;
const formatByte = Buffer.of(format);
const nonceBytes = 12;
const tagBytes = 16;

const corrupt = (): TouchlineError =>
  new TouchlineError('hub.sealed_corrupt', 'Sealed data is not what its key has sealed.');
