import { sign as signWithPrivateKey } from 'node:crypto';
import { bodyDigestOf } from './body-digest.ts';
import { expectedDigests, hashOf, partsOf } from './expected-signature.ts';
import { parseQueryPairs } from './form-body.ts';
import { bearer, makeToken, type TokenClaims } from './json-web-token.ts';
import { readerOf } from './read-source.ts';
import { misconfigured, nameOf } from './refusal.ts';
import type {
  JwtScheme,
  MessageScheme,
  SignatureScheme,
  SignedMessage,
  SignedParts,
  ValueSource,
} from './signature-scheme.ts';
import { bytesOf, signedMessages } from './signed-message.ts';
import { formatSignedTime } from './signed-time.ts';
import { listKeys, privateKeyOf, type SigningKey, textOf } from './signing-key.ts';
import { encode } from './strict-encoding.ts';
import type { WebhookRequest } from './webhook-request.ts';

/** With what a request is signed. */
export interface SignOptions {
  /** The secret; for public-key schemes and RS256 the private key, as PEM or a `KeyObject`. */
  readonly secret: SigningKey;
  /** The time of signing, in milliseconds since the Unix epoch. */
  readonly now: number;
  /** What the scheme's `values` are in this request, such as a message id, where they go into headers. */
  readonly values?: Readonly<Record<string, string>>;
  /**
   * Further claims of a token. `iat`, and the hash of the body where the scheme has one, are set by
   * themselves.
   */
  readonly claims?: TokenClaims;
  /** The `kid` of a token's header. */
  readonly kid?: string;
  /** The item to sign, of a scheme that signs each item of a body: only for `signatureOf`. */
  readonly item?: unknown;
}

/**
 * Signs a request the way its scheme says, so that `verifySignature` accepts it. Whatever goes into headers
 * (time, values, signature) is put there, and a hash of the body into the query; what the scheme keeps in the
 * body must be in it already.
 *
 * @returns a copy of the request with the headers added. Headers that the scheme names are replaced.
 * @throws TouchlineError `config.invalid` when the scheme's signature stands in the body (see {@link
 * signatureOf}), when a value is not given, or when the secret is not of the right kind.
 */
export const signRequest = (
  scheme: SignatureScheme,
  request: WebhookRequest,
  options: SignOptions,
): WebhookRequest => {
  listKeys(options.secret);
  switch (scheme.kind) {
    case 'hmac':
    case 'digest':
    case 'publicKey': {
      const prepared = prepare(scheme, request, options);
      return put(prepared, scheme.signature, signatureOver(scheme, prepared, options));
    }
    case 'jwt':
      return put(request, scheme.token ?? bearer, tokenFor(scheme, request, options));
    case 'sharedSecret':
      return put(request, scheme.secret, textOf(options.secret));
    case 'basic':
      return put(request, basic, Buffer.from(textOf(options.secret)).toString('base64'));
    default:
      throw misconfigured(`The kind ${String((scheme as SignatureScheme).kind)} of a scheme is not known.`);
  }
};

/**
 * The encoded signature by itself, for schemes that keep it in the body: the sender puts it there.
 *
 * @throws TouchlineError as {@link signRequest} does.
 */
export const signatureOf = (scheme: MessageScheme, request: WebhookRequest, options: SignOptions): string => {
  listKeys(options.secret);
  return signatureOver(scheme, prepare(scheme, request, options), options);
};

const basic: ValueSource = { header: 'authorization', prefix: 'Basic ' };

/** Adds all that is signed: the hash of the body, the time and the values. */
const prepare = (
  scheme: SignedMessage,
  request: WebhookRequest,
  { now, values = {} }: SignOptions,
): WebhookRequest => {
  const { bodyDigest: digest, timestamp } = scheme;
  let prepared = digest ? withQuery(request, digest.query, bodyDigestOf(request.rawBody, digest)) : request;
  // One header may hold several fields: it is emptied first, so that no old field stays.
  const given = Object.entries(scheme.values ?? {}).filter(([name]) => Object.hasOwn(values, name));
  for (const source of [
    scheme.signature,
    ...(timestamp ? [timestamp] : []),
    ...given.map(([, source]) => source),
  ])
    if ('header' in source) prepared = withHeader(prepared, source.header, undefined);
  if (timestamp && 'header' in timestamp)
    prepared = put(prepared, timestamp, formatSignedTime(now, timestamp.unit));
  for (const [name, source] of given) prepared = put(prepared, source, values[name] ?? '');
  return prepared;
};

const signatureOver = (
  scheme: MessageScheme,
  request: WebhookRequest,
  { secret, item }: SignOptions,
): string => {
  const reader = readerOf(request);
  const parts = partsOf(scheme, reader, scheme.items === undefined ? reader.json : () => item);
  return encode(signatureBytes(scheme, parts, secret), scheme.encoding);
};

/** Signs the first of the messages that a scheme may mean: its preferred one. */
const signatureBytes = (scheme: MessageScheme, parts: SignedParts, secret: SigningKey): Uint8Array => {
  if (scheme.kind !== 'publicKey') return first(expectedDigests(scheme, secret, parts));
  const message = bytesOf(first(signedMessages(scheme, parts)));
  return signWithPrivateKey(hashOf[scheme.algorithm], message, privateKeyOf(scheme.algorithm, secret));
};

const first = <Value>([value]: readonly Value[]): Value => {
  if (value === undefined) throw misconfigured('The scheme signs nothing.');
  return value;
};

const tokenFor = (
  scheme: JwtScheme,
  { rawBody }: WebhookRequest,
  { secret, now, claims, kid }: SignOptions,
): string => {
  const { bodyDigest: digest, issuer, audience } = scheme;
  const issuedAt = Math.floor(now / 1_000);
  return makeToken(
    scheme,
    {
      iat: issuedAt,
      ...(scheme.time === 'exp' && { exp: issuedAt + 3_600 }),
      ...(issuer !== undefined && { iss: issuer }),
      ...(audience !== undefined && { aud: audience }),
      ...(digest && {
        [digest.claim]: bodyDigestOf(rawBody, digest),
      }),
      ...claims,
    },
    secret,
    kid,
  );
};

const put = (request: WebhookRequest, source: ValueSource, value: string): WebhookRequest => {
  const entry = (source.field === undefined ? '' : `${source.field}=`) + (source.prefix ?? '') + value;
  if ('query' in source) return withQuery(request, source.query, entry);
  if (!('header' in source))
    throw misconfigured(`${nameOf(source)} cannot be set from outside: put it there first.`);
  const held = source.field === undefined ? undefined : request.headers[source.header];
  const text = held === undefined ? entry : `${held}${source.separator ?? ','}${entry}`;
  return withHeader(request, source.header, text);
};

const withHeader = (request: WebhookRequest, name: string, value: string | undefined): WebhookRequest => {
  const others = Object.entries(request.headers).filter(([key]) => key !== name);
  return {
    ...request,
    headers: Object.fromEntries(value === undefined ? others : [...others, [name, value]]),
  };
};

/** Adds a parameter to the URL's query, unless it is there. */
const withQuery = (request: WebhookRequest, name: string, value: string): WebhookRequest => {
  if (parseQueryPairs(request.url).some(([key]) => key === name)) return request;
  const separator = request.url.includes('?') ? '&' : '?';
  return { ...request, url: `${request.url}${separator}${name}=${encodeURIComponent(value)}` };
};
