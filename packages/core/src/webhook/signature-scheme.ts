import type { WebhookRequest } from './webhook-request.ts';

/**
 * How a sender proves that a webhook is its own, as data that reads like the sender's documentation. Given to
 * `verifySignature` to check a request and to `signRequest` to make one.
 *
 * @example
 * ```ts
 * const scheme: SignatureScheme = {
 *   kind: 'hmac',
 *   algorithm: 'sha256',
 *   encoding: 'hex',
 *   signature: { header: 'acme-signature', field: 'v1' }, // Acme-Signature: t=1614265330,v1=5257a8…
 *   timestamp: { header: 'acme-signature', field: 't', unit: 'seconds' },
 *   signed: '{timestamp}.{body}',
 * };
 * ```
 */
export type SignatureScheme =
  | HmacScheme
  | DigestScheme
  | PublicKeyScheme
  | JwtScheme
  | SharedSecretScheme
  | BasicScheme;

/** The schemes whose signature stands apart from the bytes it signs. */
export type MessageScheme = HmacScheme | DigestScheme | PublicKeyScheme;

/** An HMAC, keyed with a secret that both sides hold. */
export interface HmacScheme extends SignedMessage {
  readonly kind: 'hmac';
  readonly algorithm: HashAlgorithm;
  /**
   * How the secret's text becomes the key. Default `utf8`: its bytes as they are. A function is for a key
   * that is itself derived.
   */
  readonly key?: 'utf8' | 'hex' | 'base64' | ((secret: string) => Uint8Array);
  /** A prefix of the secret's text that is no part of the key. It may be absent. */
  readonly keyPrefix?: string;
}

/**
 * A plain hash over bytes that hold the secret, which stands for `{secret}` in {@link SignedMessage.signed}.
 */
export interface DigestScheme extends SignedMessage {
  readonly kind: 'digest';
  readonly algorithm: HashAlgorithm;
}

/** A signature that is checked with the sender's public key. */
export interface PublicKeyScheme extends SignedMessage {
  readonly kind: 'publicKey';
  /** ECDSA signatures are DER sequences; RSA ones are PKCS #1 v1.5 and ask for at least 2048 bits. */
  readonly algorithm: 'ed25519' | 'ecdsa-p256-sha256' | 'rsa-sha256' | 'rsa-sha1';
  /**
   * How the key's text is written: PEM (the default), the base64 of an SPKI structure, or the 32 raw bytes of
   * an Ed25519 key.
   */
  readonly key?: 'pem' | 'spki-base64' | 'raw-hex' | 'raw-base64';
  /** A prefix of the key's text that is no part of it. It may be absent. */
  readonly keyPrefix?: string;
}

/**
 * A signed token (RFC 7519) in compact form. The algorithm is the scheme's, never the token's own choice.
 */
export interface JwtScheme {
  readonly kind: 'jwt';
  readonly algorithm: 'HS256' | 'RS256';
  /** Default: the `Authorization` header, after `Bearer `. */
  readonly token?: ValueSource;
  /** The claim `iss` that is demanded. */
  readonly issuer?: string;
  /** The claim `aud` that is demanded; one of them, where the token has several. */
  readonly audience?: string;
  /**
   * The claim that bounds the token's life and must be there. `iat`: issued within the tolerance, both ways.
   * `exp`: not yet expired. `exp` and `nbf` are honoured wherever they are there.
   */
  readonly time: 'iat' | 'exp';
  /** The claim that holds a hash of the body, which the token does not otherwise cover. */
  readonly bodyDigest?: { readonly claim: string } & DigestFormat;
  /** Default 300 000. */
  readonly toleranceMs?: number;
}

/** A secret that is sent along as it is. It proves who sent, not that nothing was changed on the way. */
export interface SharedSecretScheme {
  readonly kind: 'sharedSecret';
  readonly secret: ValueSource;
}

/** HTTP Basic (RFC 7617). The secret is `user:password`. */
export interface BasicScheme {
  readonly kind: 'basic';
}

/** What the schemes with a signed message have in common. */
export interface SignedMessage {
  /** Where the signature stands. Several of them are accepted only where the source is a list. */
  readonly signature: ValueSource;
  /** How it is written. Only the canonical form is accepted: lower-case hex, base64 with its padding. */
  readonly encoding: SignatureEncoding;
  /**
   * The bytes that are signed: a template such as `v0:{timestamp}:{body}`, or a pure function where words do
   * not suffice. A template may name `{body}`, `{method}`, `{url}`, `{timestamp}` and the names of `values`.
   * Of several, any may match.
   */
  readonly signed: SignedBytes | readonly SignedBytes[];
  /**
   * Where the time of signing stands. The signature must cover it: a time that anyone may change proves
   * nothing.
   */
  readonly timestamp?: TimeSource;
  /** How far the signed time may be from now, in the past and in the future. Default 300 000. */
  readonly toleranceMs?: number;
  /** Further values that `signed` names. */
  readonly values?: Readonly<Record<string, ValueSource>>;
  /** The spellings of the URL that may have been signed; any may match. Pure. Default: the URL as it is. */
  readonly urls?: (url: string) => readonly string[];
  /**
   * Where each item of the JSON body carries a signature of its own: the path to the items, with `*` for
   * every element of an array. All of them must verify, at least one must be there, and JSON paths then start
   * at the item.
   */
  readonly items?: readonly string[];
  /** Where a hash of the body stands, for a message that covers the body only through it. */
  readonly bodyDigest?: { readonly query: string } & DigestFormat;
}

/** A template, or a function that gives the bytes themselves (text is UTF-8). */
export type SignedBytes = string | ((parts: SignedParts) => string | Uint8Array);

/** What the signed bytes may be made of. */
export interface SignedParts {
  readonly request: WebhookRequest;
  /** The spelling of the URL that is being tried. */
  readonly url: string;
  /** The body's bytes, untouched. */
  readonly body: Uint8Array;
  /** The time exactly as it was sent; empty where the scheme names none. */
  readonly timestamp: string;
  /** The scheme's further values, exactly as they were sent. */
  readonly values: Readonly<Record<string, string>>;
  /** The item whose signature is being checked; undefined where the scheme has no items. */
  readonly item: unknown;
}

/** Where a value stands, and how it is cut out of the text there. */
export type ValueSource = ValuePlace & ValueCut;

/**
 * Where a text stands: in a header, a query parameter, a form field, or a JSON body (own keys, from the
 * root).
 */
export type ValuePlace =
  | { readonly header: Lowercase<string> }
  | { readonly query: string }
  | { readonly form: string }
  | { readonly json: readonly string[] };

/** How a value is cut out of a text. */
export interface ValueCut {
  /** The value follows this; entries of a list without it are another version's and are passed over. */
  readonly prefix?: string;
  /** The text is a list with this separator. */
  readonly separator?: string;
  /**
   * The text is a list of `name=value` (separator `,` unless given), and the value is that of this name.
   */
  readonly field?: string;
}

/** Where a time stands, and how it is written. `iso` is RFC 3339. */
export type TimeSource = ValueSource & { readonly unit: 'seconds' | 'milliseconds' | 'iso' };

/** A hash, and how it is written. */
export interface DigestFormat {
  readonly algorithm: HashAlgorithm;
  readonly encoding: SignatureEncoding;
}

/** A hash function of node:crypto. SHA-1 is there for senders that know no other. */
export type HashAlgorithm = 'sha1' | 'sha256' | 'sha384' | 'sha512';

/** How bytes are written as text. */
export type SignatureEncoding = 'hex' | 'base64' | 'base64url';
