import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { type JsonRoot, type RequestReader, readOne } from './read-source.ts';
import type {
  DigestScheme,
  HmacScheme,
  PublicKeyScheme,
  SignedMessage,
  SignedParts,
} from './signature-scheme.ts';
import { type SignedPieces, signedMessages } from './signed-message.ts';
import { hmacKeyOf, type SigningKey, textOf } from './signing-key.ts';

/**
 * Reads what a scheme names from a request; a value that is not there is a refusal.
 *
 * @param root where JSON paths start: the body, or the item whose signature is at stake.
 */
export const partsOf = (scheme: SignedMessage, reader: RequestReader, root: JsonRoot): SignedParts => ({
  request: reader.request,
  url: reader.request.url,
  body: reader.request.rawBody,
  timestamp: scheme.timestamp ? readOne(scheme.timestamp, reader, root) : '',
  values: Object.fromEntries(
    Object.entries(scheme.values ?? {}).map(([name, source]) => [name, readOne(source, reader, root)]),
  ),
  item: scheme.items === undefined ? undefined : root(),
});

/** The digest of each message that a scheme may mean, under one secret. */
export const expectedDigests = (
  scheme: HmacScheme | DigestScheme,
  key: SigningKey,
  parts: SignedParts,
): readonly Uint8Array[] => {
  if (scheme.kind === 'digest')
    return signedMessages(scheme, parts, textOf(key)).map((message) =>
      digestOf(createHash(scheme.algorithm), message),
    );
  const hmacKey = hmacKeyOf(scheme, key);
  return signedMessages(scheme, parts).map((message) =>
    digestOf(createHmac(scheme.algorithm, hmacKey), message),
  );
};

const digestOf = (hash: Hash | Hmac, message: SignedPieces): Uint8Array => {
  for (const piece of message) hash.update(piece);
  return hash.digest();
};

/** The hash that goes with each algorithm; Ed25519 brings its own. */
export const hashOf: Readonly<Record<PublicKeyScheme['algorithm'], string | null>> = {
  ed25519: null,
  'ecdsa-p256-sha256': 'sha256',
  'rsa-sha256': 'sha256',
  'rsa-sha1': 'sha1',
};
