import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { Secret, TouchlineError } from '@touchline/core';

/**
 * A key that seals: 32 bytes in base64, as `openssl rand -base64 32` makes them. Keep it where your other secrets are, and not
 * beside the log.
 */
export type EncryptionKey = string | Secret;

/** Seals secrets, so that who reads the log does not have them. */
export interface SecretSeal {
  /** Whether it was sealed under the first key. */
  isCurrent(sealed: string): boolean;
  /** @param context what the secret belongs to: it cannot be unsealed as that of anything else. */
  seal(secret: string, context: string): string;
  /** @throws TouchlineError `config.invalid` where its key is none of ours, `log.corrupt` where it was changed. */
  unseal(sealed: string, context: string): string;
}

/**
 * Seals with AES-256-GCM under the first key; what any of them sealed is unsealed.
 *
 * @throws TouchlineError `config.invalid` when there is no key, or one is none.
 * @see https://nvlpubs.nist.gov/nistpubs/Legacy/SP/nistspecialpublication800-38d.pdf
 */
export const createSecretSeal = (encryptionKeys: readonly EncryptionKey[]): SecretSeal => {
  const keys = Array.isArray(encryptionKeys) ? encryptionKeys.map(keyOf) : [];
  const [first] = keys;
  if (!first) throw invalidKeys();
  return {
    isCurrent: (sealed) => sealed.startsWith(`v1.${first.id}.`),
    seal(secret, context) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', first.bytes, nonce).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return ['v1', first.id, Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64url')].join(
        '.',
      );
    },
    unseal(sealed, context) {
      const [version, id, text = ''] = sealed.split('.');
      const bytes = Buffer.from(text, 'base64url');
      if (version !== 'v1' || bytes.length < nonceBytes + tagBytes) throw corrupt();
      const key = keys.find((candidate) => candidate.id === id);
      if (!key)
        throw new TouchlineError(
          'config.invalid',
          'A secret of a webhook endpoint is sealed under a key that webhookEndpoints.encryptionKeys lacks.',
        );
      const decipher = createDecipheriv('aes-256-gcm', key.bytes, bytes.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      });
      decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-tagBytes));
      try {
        const body = decipher.update(bytes.subarray(nonceBytes, -tagBytes));
        return Buffer.concat([body, decipher.final()]).toString('utf8');
      } catch {
        throw corrupt();
      }
    },
  };
};

const nonceBytes = 12;
const tagBytes = 16;
const keyBytes = 32;

interface SealingKey {
  /** Tells it from others, and nothing of what it is. */
  readonly id: string;
  readonly bytes: Buffer;
}

const keyOf = (key: EncryptionKey): SealingKey => {
  const text = key instanceof Secret ? key.reveal() : key;
  const bytes = Buffer.from(typeof text === 'string' ? text : '', 'base64');
  if (bytes.length !== keyBytes || bytes.toString('base64') !== text) throw invalidKeys();
  const id = createHash('sha256').update('touchline key id').update(bytes).digest('hex').slice(0, 16);
  return { id, bytes };
};

const invalidKeys = (): TouchlineError =>
  new TouchlineError(
    'config.invalid',
    'webhookEndpoints.encryptionKeys must be keys of 32 bytes in base64, at least one; "openssl rand -base64 32" makes one.',
  );

const corrupt = (): TouchlineError =>
  new TouchlineError('log.corrupt', 'A secret of a webhook endpoint in the log is not as it was sealed.');
