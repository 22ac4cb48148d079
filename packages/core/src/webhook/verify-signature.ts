import { type KeyObject, verify as verifyWithPublicKey } from 'node:crypto';
import { type Clock, systemClock } from '../clock.ts';
import { kindOf, TouchlineError } from '../errors/touchline-error.ts';
import { requireBodyDigest } from './body-digest.ts';
import { equalDigests, equalSecrets } from './constant-time.ts';
import { expectedDigests, hashOf, partsOf } from './expected-signature.ts';
import { verifyToken } from './json-web-token.ts';
import { applyPublicUrl } from './public-url.ts';
import { type JsonRoot, type RequestReader, readAll, readerOf, readOne, valuesAt } from './read-source.ts';
import { invalid, misconfigured, missing, nameOf } from './refusal.ts';
import type {
  MessageScheme,
  PublicKeyScheme,
  SharedSecretScheme,
  SignatureScheme,
  SignedParts,
} from './signature-scheme.ts';
import { bytesOf, signedMessages } from './signed-message.ts';
import { defaultToleranceMs, parseSignedTime, requireFresh } from './signed-time.ts';
import { listKeys, type NamedKey, publicKeyOf, type SigningKeys, textOf } from './signing-key.ts';
import { decodeStrictly } from './strict-encoding.ts';
import type { WebhookRequest } from './webhook-request.ts';

/** With what a signature is verified. */
export interface VerifyOptions {
  /**
   * The secrets, or for public-key schemes the sender's public keys. Several while they are rotated: any is
   * accepted, and all are tried, so that the time tells nothing of which.
   */
  readonly secrets: SigningKeys;
  /** Default: the machine's clock. */
  readonly clock?: Pick<Clock, 'now'>;
  /** Overrides the scheme's tolerance, in milliseconds. */
  readonly toleranceMs?: number;
  /**
   * The URL as it is configured with the sender, where a proxy changes it on the way: see `applyPublicUrl`.
   */
  readonly publicUrl?: string;
}

/** What a signature vouches for, besides the bytes it covers. */
export interface VerifiedSignature {
  /** When it was signed, in milliseconds since the Unix epoch; only where the scheme signs a time. */
  readonly signedAtMs?: number;
  /**
   * The scheme's signed values, such as a message id or a nonce: what a cache against replays remembers.
   * Empty for a scheme that signs items.
   */
  readonly values: Readonly<Record<string, string>>;
  /** The claims of the token, of a `jwt` scheme. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/**
 * Verifies that a webhook was signed as the scheme says, by a holder of one of the secrets, and not too long
 * ago.
 *
 * Digests and secrets are compared in constant time. No message of an error holds a value of the request or a
 * secret.
 *
 * @throws SignatureError `webhook.signature_missing` when a part the scheme names is not there;
 * `webhook.signature_invalid` when it is malformed, repeated or wrong; `webhook.timestamp_stale` when the
 * signature is right and its time is not.
 * @throws TouchlineError `webhook.body_malformed` when the scheme looks into a body that cannot be parsed;
 * `config.invalid` when a secret is empty or unusable, or the scheme itself is wrong.
 */
export const verifySignature = (
  scheme: SignatureScheme,
  request: WebhookRequest,
  options: VerifyOptions,
): VerifiedSignature => {
  try {
    return verifyByKind(scheme, request, options);
  } catch (thrown) {
    if (TouchlineError.isInstance(thrown)) throw thrown;
    // Whatever it was, nothing is verified. It may quote the request or a secret, so it goes no further.
    throw misconfigured(`The scheme, the secrets or the request is not as documented (${kindOf(thrown)}).`);
  }
};

const verifyByKind = (
  scheme: SignatureScheme,
  request: WebhookRequest,
  options: VerifyOptions,
): VerifiedSignature => {
  const context: Context = {
    reader: readerOf({ ...request, url: applyPublicUrl(request.url, options.publicUrl) }),
    keys: listKeys(options.secrets),
    nowMs: (options.clock ?? systemClock).now(),
    toleranceMs:
      options.toleranceMs ?? ('toleranceMs' in scheme ? scheme.toleranceMs : undefined) ?? defaultToleranceMs,
  };
  switch (scheme.kind) {
    case 'hmac':
    case 'digest':
    case 'publicKey':
      return verifyMessages(scheme, context);
    case 'jwt':
      return { values: {}, ...verifyToken(scheme, context) };
    case 'sharedSecret':
      return verifySharedSecret(scheme, context);
    case 'basic':
      return verifyBasic(context);
    default:
      // A misspelt kind must not let everything through.
      throw misconfigured(`The kind ${String((scheme as SignatureScheme).kind)} of a scheme is not known.`);
  }
};

interface Context {
  readonly reader: RequestReader;
  readonly keys: readonly NamedKey[];
  readonly nowMs: number;
  readonly toleranceMs: number;
}

const verifyMessages = (scheme: MessageScheme, context: Context): VerifiedSignature => {
  const { reader } = context;
  if (scheme.items === undefined) return verifyMessage(scheme, context, reader.json);
  const items = valuesAt(reader.json(), scheme.items);
  if (items.length === 0) throw missing('The signed item of the body');
  for (const item of items) verifyMessage(scheme, context, () => item);
  return { values: {} };
};

const verifyMessage = (scheme: MessageScheme, context: Context, root: JsonRoot): VerifiedSignature => {
  const { reader, keys, nowMs, toleranceMs } = context;
  const signatures = readAll(scheme.signature, reader, root).map((text) => decodeSignature(text, scheme));
  const parts = partsOf(scheme, reader, root);
  const signedAtMs = scheme.timestamp && parseSignedTime(parts.timestamp, scheme.timestamp.unit);

  const matches = keys
    .map(({ key }) => matcherOf(scheme, key, parts))
    .flatMap((match) => signatures.map(match));
  if (!matches.includes(true)) throw invalid('The signature does not match.');

  if (scheme.bodyDigest)
    requireBodyDigest(readOne(scheme.bodyDigest, reader), reader.request.rawBody, scheme.bodyDigest);
  if (signedAtMs !== undefined) requireFresh(signedAtMs, nowMs, toleranceMs);
  return { values: parts.values, ...(signedAtMs !== undefined && { signedAtMs }) };
};

type Match = (signature: Uint8Array) => boolean;

/**
 * Whether a signature is that of one of the messages under one key. Every message is compared, match or no
 * match.
 */
const matcherOf = (scheme: MessageScheme, key: NamedKey['key'], parts: SignedParts): Match => {
  if (scheme.kind === 'publicKey') {
    const publicKey = publicKeyOf(scheme, key);
    const messages = signedMessages(scheme, parts).map(bytesOf);
    return (signature) => messages.some((message) => isSignedBy(scheme, publicKey, message, signature));
  }
  const digests = expectedDigests(scheme, key, parts);
  return (signature) => digests.map((digest) => equalDigests(digest, signature)).includes(true);
};

const isSignedBy = (
  scheme: PublicKeyScheme,
  key: KeyObject,
  message: Uint8Array,
  signature: Uint8Array,
): boolean => verifyWithPublicKey(hashOf[scheme.algorithm], message, key, signature);

const decodeSignature = (text: string, { signature, encoding }: MessageScheme): Uint8Array => {
  const bytes = decodeStrictly(text, encoding);
  if (!bytes) throw invalid(`${nameOf(signature)} is not canonical ${encoding}.`);
  return bytes;
};

const verifySharedSecret = (
  { secret: source }: SharedSecretScheme,
  { reader, keys }: Context,
): VerifiedSignature => {
  const sent = readOne(source, reader);
  const matches = keys.map(({ key }) => equalSecrets(sent, textOf(key)));
  if (!matches.includes(true)) throw invalid(`${nameOf(source)} is not the secret.`);
  return { values: {} };
};

const verifyBasic = ({ reader, keys }: Context): VerifiedSignature => {
  const sent = readOne({ header: 'authorization' }, reader);
  const [, credentials = ''] = /^basic +(\S+)$/i.exec(sent) ?? [];
  const bytes = decodeStrictly(credentials, 'base64');
  if (!bytes) throw invalid('The header authorization is no Basic credential.');
  const text = Buffer.from(bytes).toString('utf8');
  const matches = keys.map(({ key }) => equalSecrets(text, textOf(key)));
  if (!matches.includes(true)) throw invalid('The Basic credential is not the right one.');
  return { values: {} };
};
