import { createPrivateKey, createPublicKey, createSecretKey, KeyObject } from 'node:crypto';
import { TouchlineError } from '../errors/touchline-error.ts';
import { Secret } from '../privacy/secret.ts';
import { misconfigured } from './refusal.ts';
import type { HmacScheme, PublicKeyScheme } from './signature-scheme.ts';
import { decodeStrictly } from './strict-encoding.ts';

/**
 * A secret or a key: as text (better sealed in a `Secret`), or, for public-key schemes, as a `KeyObject`.
 */
export type SigningKey = string | Secret | KeyObject;

/** A key with the id (`kid`) by which tokens name it, as in a JWK set. */
export interface NamedKey {
  readonly kid: string;
  readonly key: SigningKey;
}

/** One key, or several while they are rotated: any of them is accepted. */
export type SigningKeys = SigningKey | NamedKey | readonly (SigningKey | NamedKey)[];

/**
 * The keys as a list.
 *
 * @throws TouchlineError `config.invalid` when there is none, or one of them is empty: an unset variable must
 * not become a key that anyone can guess.
 */
export const listKeys = (keys: SigningKeys): readonly NamedKey[] => {
  const list = (isMany(keys) ? keys : [keys]).map((entry) =>
    isNamed(entry) ? entry : { kid: '', key: entry },
  );
  if (list.length === 0) throw misconfigured('A webhook secret is needed to verify or sign.');
  for (const { key } of list) if (!(key instanceof KeyObject)) textOf(key);
  return list;
};

/** The text of a secret. @throws TouchlineError `config.invalid` when it is blank, or is no text. */
export const textOf = (key: SigningKey): string => {
  if (key instanceof KeyObject) throw misconfigured('This scheme takes a secret, not a key object.');
  const text = key instanceof Secret ? key.reveal() : key;
  if (typeof text !== 'string' || text.trim() === '') throw misconfigured('A webhook secret is empty.');
  return text;
};

/** What keys an HMAC. */
export const hmacKeyOf = (scheme: HmacScheme, secret: SigningKey): Uint8Array | KeyObject => {
  if (!(secret instanceof Secret)) return hmacKeyBytesOf(scheme, secret);
  const known = hmacKeys.get(secret);
  if (known?.scheme === scheme) return known.key;
  const key = createSecretKey(hmacKeyBytesOf(scheme, secret));
  hmacKeys.set(secret, { scheme, key });
  return key;
};

/** As with public keys: read once. */
const hmacKeys = new WeakMap<Secret, { readonly scheme: HmacScheme; readonly key: KeyObject }>();

const hmacKeyBytesOf = ({ key: format = 'utf8', keyPrefix }: HmacScheme, secret: SigningKey): Uint8Array => {
  const text = withoutPrefix(textOf(secret), keyPrefix);
  const bytes = typeof format === 'function' ? format(text) : bytesOf(text, format);
  if (bytes.byteLength === 0) throw misconfigured('A webhook secret is empty.');
  return bytes;
};

/**
 * The public key of a scheme. @throws TouchlineError `config.invalid` when it is not of the kind that the
 * scheme needs.
 */
export const publicKeyOf = (scheme: PublicKeyScheme, key: SigningKey): KeyObject => {
  const known = key instanceof Secret ? publicKeys.get(key) : undefined;
  if (known?.scheme === scheme) return known.publicKey;
  const publicKey = requireKind(
    scheme.algorithm,
    key instanceof KeyObject ? key : parsePublicKey(scheme, textOf(key)),
  );
  if (key instanceof Secret) publicKeys.set(key, { scheme, publicKey });
  return publicKey;
};

/** A key that stands in a config is read once, not with every webhook; it goes when the config goes. */
const publicKeys = new WeakMap<Secret, { readonly scheme: PublicKeyScheme; readonly publicKey: KeyObject }>();

/** The private key of a scheme: a `KeyObject`, or PEM. */
export const privateKeyOf = (algorithm: KeyAlgorithm, key: SigningKey): KeyObject =>
  requireKind(
    algorithm,
    key instanceof KeyObject ? key : parsed('private', () => createPrivateKey(textOf(key))),
  );

/** The RSA public key of a token's issuer: a `KeyObject`, or PEM. */
export const tokenKeyOf = (key: SigningKey): KeyObject =>
  requireKind(
    'rsa-sha256',
    key instanceof KeyObject ? key : parsed('public', () => createPublicKey(textOf(key))),
  );

type KeyAlgorithm = PublicKeyScheme['algorithm'];

const isMany = (keys: SigningKeys): keys is readonly (SigningKey | NamedKey)[] => Array.isArray(keys);

const isNamed = (entry: SigningKey | NamedKey): entry is NamedKey =>
  typeof entry === 'object' && entry !== null && !(entry instanceof Secret) && !(entry instanceof KeyObject);

const withoutPrefix = (text: string, prefix: string | undefined): string =>
  prefix !== undefined && text.startsWith(prefix) ? text.slice(prefix.length) : text;

const bytesOf = (text: string, format: 'utf8' | 'hex' | 'base64'): Uint8Array => {
  if (format === 'utf8') return Buffer.from(text);
  const canonical = format === 'hex' ? text.toLowerCase() : text.padEnd(Math.ceil(text.length / 4) * 4, '=');
  const bytes = decodeStrictly(canonical, format);
  if (!bytes) throw misconfigured(`A webhook secret is not ${format}.`);
  return bytes;
};

/** What stands before the 32 bytes of an Ed25519 key in its SPKI structure (RFC 8410, section 4). */
const ed25519Prefix = Buffer.from('302a300506032b6570032100', 'hex');

const parsePublicKey = ({ key: format = 'pem', keyPrefix }: PublicKeyScheme, text: string): KeyObject => {
  if (format === 'pem') return parsed('public', () => createPublicKey(text));
  const bytes = bytesOf(withoutPrefix(text, keyPrefix), format === 'raw-hex' ? 'hex' : 'base64');
  const der = format === 'spki-base64' ? bytes : Buffer.concat([ed25519Prefix, bytes]);
  return parsed('public', () => createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' }));
};

const parsed = (kind: 'public' | 'private', parse: () => KeyObject): KeyObject => {
  try {
    return parse();
  } catch (error) {
    if (TouchlineError.isInstance(error)) throw error;
    throw misconfigured(`A webhook ${kind} key cannot be read.`);
  }
};

const minRsaBits = 2_048;

const requireKind = (algorithm: KeyAlgorithm, key: KeyObject): KeyObject => {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  const fits =
    algorithm === 'ed25519'
      ? type === 'ed25519'
      : algorithm === 'ecdsa-p256-sha256'
        ? type === 'ec' && details?.namedCurve === 'prime256v1'
        : type === 'rsa' && (details?.modulusLength ?? 0) >= minRsaBits;
  if (!fits) throw misconfigured(`A webhook key is not one for ${algorithm}.`);
  return key;
};
