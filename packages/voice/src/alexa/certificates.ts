import { type KeyObject, X509Certificate } from 'node:crypto';
import {
  type HttpClient,
  publicKeyFromCertificate,
  requirePinnedUrl,
  SignatureError,
  TouchlineError,
} from '@touchline/core';

/** Where Alexa's certificates are. https://developer.amazon.com/docs/custom-skills/host-a-custom-skill-as-a-web-service.html */
const pin = { host: 's3.amazonaws.com', pathPrefix: '/echo.api/' };

/** The name that the signing certificate must bear. Source as above. */
const subjectAltName = 'echo-api.amazon.com';

/** A key is fetched again after this time, whatever its certificate says: so one that was withdrawn does not serve for ever. */
const longestLifeMs = 24 * 3_600_000;

/** A key is not fetched again sooner than this, however many signatures do not fit it. */
const shortestLifeMs = 60_000;

/** More than Alexa uses at once; it bounds what forged URLs can make us keep. */
const maxKept = 8;

/** It bounds what forged URLs can make us fetch. */
const maxFetching = 4;

/** What keys are looked up with. */
export interface CertificateContext {
  readonly http: HttpClient;
  readonly nowMs: number;
  /** Default: the roots that come with Node. */
  readonly roots?: readonly string[] | undefined;
}

/** A key, and how it may be used. */
export interface SigningKey {
  readonly publicKey: KeyObject;
  /** Whether it is old enough for another to have taken its place at the same URL. */
  readonly mayBeReplaced: boolean;
}

interface Kept {
  readonly publicKey: KeyObject;
  readonly fetchedAtMs: number;
  readonly usableUntilMs: number;
}

interface Cache {
  readonly kept: Map<string, Kept>;
  readonly fetching: Map<string, Promise<Kept>>;
}

/** One cache for each connector, for as long as its client lives. */
const caches = new WeakMap<HttpClient, Cache>();

/**
 * The key of the certificate chain at a URL: from memory, or fetched and checked (dates, name, chain up to a trusted root).
 * Requests that need the same one at the same time share one fetch.
 *
 * @param isStale throws away what is kept, where it is old enough: the signature does not fit it.
 * @throws SignatureError `webhook.signature_invalid` where the URL is not Alexa's, or the certificate is not as it must be.
 */
export const signingKeyAt = async (
  text: string,
  context: CertificateContext,
  { isStale = false }: { readonly isStale?: boolean } = {},
): Promise<SigningKey> => {
  const url = requirePinnedUrl(text, pin);
  const cache = caches.get(context.http) ?? { kept: new Map(), fetching: new Map() };
  caches.set(context.http, cache);
  const { nowMs } = context;
  const known = cache.kept.get(url);
  if (known && nowMs < known.usableUntilMs && !(isStale && isReplaceable(known, nowMs)))
    return { publicKey: known.publicKey, mayBeReplaced: isReplaceable(known, nowMs) };
  const { publicKey } = await fetchOnce(url, cache, context);
  return { publicKey, mayBeReplaced: false };
};

const isReplaceable = ({ fetchedAtMs }: Kept, nowMs: number): boolean =>
  nowMs - fetchedAtMs >= shortestLifeMs;

const fetchOnce = (url: string, cache: Cache, context: CertificateContext): Promise<Kept> => {
  const running = cache.fetching.get(url);
  if (running) return running;
  if (cache.fetching.size >= maxFetching) throw refused('Too many certificates are asked for at once.');
  const fetching = fetchKey(url, context)
    .then((kept) => {
      cache.kept.delete(url);
      cache.kept.set(url, kept);
      const [oldest] = cache.kept.keys();
      if (cache.kept.size > maxKept && oldest !== undefined) cache.kept.delete(oldest);
      return kept;
    })
    .finally(() => cache.fetching.delete(url));
  cache.fetching.set(url, fetching);
  return fetching;
};

const fetchKey = async (url: string, { http, nowMs, roots }: CertificateContext): Promise<Kept> => {
  const pem = await fetchText(url, http);
  const publicKey = publicKeyFromCertificate(pem, { nowMs, subjectAltName, ...(roots && { roots }) });
  const expiresAtMs = Date.parse(new X509Certificate(pem).validTo);
  return { publicKey, fetchedAtMs: nowMs, usableUntilMs: Math.min(expiresAtMs + 1, nowMs + longestLifeMs) };
};

/** A chain that is not there is a forged URL; one that cannot be had now is not the request's fault. */
const fetchText = async (url: string, http: HttpClient): Promise<string> => {
  try {
    const { body } = await http.get(url, { read: 'text', timeoutMs: 5_000, operation: 'certificate.get' });
    return String(body);
  } catch (error) {
    if (!TouchlineError.isInstance(error) || error.disposition === 'retry') throw error;
    throw refused('The certificate cannot be fetched.');
  }
};

const refused = (why: string): SignatureError => new SignatureError('webhook.signature_invalid', why);
