import { type KeyObject, X509Certificate } from 'node:crypto';
import { TouchlineError } from '../errors/touchline-error.ts';
import type { HttpClient } from '../http/index.ts';
import { type CertificateUrlPin, publicKeyFromCertificate, requirePinnedUrl } from './certificate.ts';
import { invalid } from './refusal.ts';

/** Whose certificates are believed. */
export interface CertificateSource {
  /** Where they may be fetched from. */
  readonly pin: CertificateUrlPin;
  /** A DNS name that must be among the leaf's subject alternative names. Default: none is demanded. */
  readonly subjectAltName?: string;
  /** See `CertificateDemands.roots`. Default: the root certificates that come with Node. */
  readonly roots?: readonly string[] | undefined;
}

/** What a certificate is looked up with. */
export interface CertificateLookup {
  /** The connector's client: it guards what comes from outside, and the certificates are kept for as long as it lives. */
  readonly http: HttpClient;
  /** Now, in milliseconds since the Unix epoch. */
  readonly nowMs: number;
  /** Looks again at a URL whose key does not fit, where it is old enough for another to have taken its place. Default false. */
  readonly isStale?: boolean;
}

/** The key of a certificate, and how it may be used. */
export interface CertificateKey {
  readonly publicKey: KeyObject;
  /** Whether it is old enough for another to have taken its place at the same URL. */
  readonly mayBeReplaced: boolean;
}

/** A key is fetched again after this time, whatever its certificate says: one that was withdrawn must not serve for ever. */
const longestLifeMs = 24 * 60 * 60 * 1_000;

/** A key is not fetched again sooner than this, however many signatures do not fit it. */
const shortestLifeMs = 60_000;

/** More than any vendor signs with at once; it bounds what made-up URLs can make us keep. */
const mostKept = 16;

/** It bounds what made-up URLs can make us fetch at once. */
const mostFetched = 4;

/** Longer than any chain of certificates, in characters. */
const longestChain = 64 * 1_024;

/** How long a vendor that waits for its answer can wait for a certificate. */
const timeoutMs = 5_000;

interface Kept {
  readonly publicKey: KeyObject;
  readonly fetchedAtMs: number;
  readonly usableUntilMs: number;
}

interface Cache {
  readonly kept: Map<string, Kept>;
  readonly fetching: Map<string, Promise<Kept>>;
}

/** One for each connector. */
const caches = new WeakMap<HttpClient, Cache>();

/**
 * The key of the certificate at a URL that came with a webhook: from memory, or fetched and checked. It is kept for a day at most,
 * and never beyond its certificate's end; requests that need the same one at the same time share one fetch.
 *
 * @throws SignatureError `webhook.signature_invalid` when the URL is not pinned, nothing is there, or the certificate does not meet a
 *   demand.
 * @throws TouchlineError the HTTP client's, when the certificate cannot be had now; `http.rate_limited` when too many are being
 *   fetched. Neither is the request's fault: the vendor comes again.
 */
export const certificateKeyAt = async (
  text: string,
  source: CertificateSource,
  { http, nowMs, isStale = false }: CertificateLookup,
): Promise<CertificateKey> => {
  const url = requirePinnedUrl(text, source.pin);
  const cache = caches.get(http) ?? { kept: new Map(), fetching: new Map() };
  caches.set(http, cache);
  const known = cache.kept.get(url);
  if (known && nowMs < known.usableUntilMs) {
    const mayBeReplaced = nowMs - known.fetchedAtMs >= shortestLifeMs;
    if (!isStale || !mayBeReplaced) return { publicKey: known.publicKey, mayBeReplaced };
  }
  const { publicKey } = await fetchOnce(url, cache, source, { http, nowMs });
  return { publicKey, mayBeReplaced: false };
};

type Fetching = Pick<CertificateLookup, 'http' | 'nowMs'>;

const fetchOnce = (
  url: string,
  cache: Cache,
  source: CertificateSource,
  fetching: Fetching,
): Promise<Kept> => {
  const running = cache.fetching.get(url);
  if (running) return running;
  if (cache.fetching.size >= mostFetched)
    return Promise.reject(
      new TouchlineError('http.rate_limited', 'Too many certificates are being fetched at once.'),
    );
  const started = fetchKey(url, source, fetching)
    .then((kept) => {
      keep(url, kept, cache);
      return kept;
    })
    .finally(() => cache.fetching.delete(url));
  cache.fetching.set(url, started);
  return started;
};

const keep = (url: string, key: Kept, { kept }: Cache): void => {
  kept.delete(url);
  kept.set(url, key);
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
};

const fetchKey = async (
  url: string,
  { subjectAltName, roots }: CertificateSource,
  { http, nowMs }: Fetching,
): Promise<Kept> => {
  const pem = await fetchChain(url, http);
  const publicKey = publicKeyFromCertificate(pem, {
    nowMs,
    ...(subjectAltName !== undefined && { subjectAltName }),
    ...(roots && { roots }),
  });
  const expiresAtMs = Date.parse(new X509Certificate(pem).validTo);
  return { publicKey, fetchedAtMs: nowMs, usableUntilMs: Math.min(expiresAtMs + 1, nowMs + longestLifeMs) };
};

/** A certificate that is not there is a URL that was made up; one that cannot be had now is not the request's fault. */
const fetchChain = async (url: string, http: HttpClient): Promise<string> => {
  try {
    const { body } = await http.get(url, { read: 'text', timeoutMs, operation: 'certificate.get' });
    if (typeof body === 'string' && body.length <= longestChain) return body;
  } catch (thrown) {
    if (!TouchlineError.isInstance(thrown) || thrown.disposition === 'retry') throw thrown;
  }
  throw invalid('There is no certificate where it must be.');
};
