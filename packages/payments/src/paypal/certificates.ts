import { type HttpClient, SignatureError, TouchlineError } from '@touchline/core';

/** How a certificate is fetched. */
interface Fetching {
  readonly http: HttpClient;
  readonly nowMs: number;
}

/** The most certificates that are kept. PayPal signs with one at a time. */
const mostKept = 16;

/** The most that are fetched at once: whoever makes up URLs must not make us call PayPal without end. */
const mostAsked = 4;

/** How long one is kept, in milliseconds. */
const keptMs = 24 * 60 * 60 * 1_000;

/** More than any chain of certificates has, in characters. */
const longestChain = 64 * 1_024;

/** Certificates of one connector, by URL. */
class CertificateStore {
  readonly #kept = new Map<string, { readonly pem: string; readonly untilMs: number }>();
  readonly #asked = new Map<string, Promise<string>>();

  /** The chain at a URL that is pinned already. Requests for one URL at the same time share a single fetch. */
  async get(url: string, { http, nowMs }: Fetching): Promise<string> {
    const kept = this.#kept.get(url);
    if (kept && nowMs < kept.untilMs) return kept.pem;
    const asked = this.#asked.get(url);
    if (asked) return asked;
    if (this.#asked.size >= mostAsked)
      throw new TouchlineError('http.rate_limited', 'Too many certificates of PayPal are being fetched.', {
        connector: 'paypal',
      });
    const asking = fetchChain(url, http)
      .then((pem) => {
        this.#keep(url, pem, nowMs);
        return pem;
      })
      .finally(() => this.#asked.delete(url));
    this.#asked.set(url, asking);
    return asking;
  }

  #keep(url: string, pem: string, nowMs: number): void {
    this.#kept.delete(url);
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined && this.#kept.size >= mostKept) this.#kept.delete(oldest);
    this.#kept.set(url, { pem, untilMs: nowMs + keptMs });
  }
}

const stores = new WeakMap<HttpClient, CertificateStore>();

/**
 * The certificates at a pinned URL of PayPal's, in PEM, kept for a day by each connector.
 *
 * @throws SignatureError when there are none: a URL that was made up. Anything else that goes wrong is the network's, and PayPal will
 *   come again.
 */
export const certificatesAt = (url: string, fetching: Fetching): Promise<string> => {
  const store = stores.get(fetching.http) ?? new CertificateStore();
  stores.set(fetching.http, store);
  return store.get(url, fetching);
};

const fetchChain = async (url: string, http: HttpClient): Promise<string> => {
  try {
    const { body } = await http.get(url, { operation: 'certificate.get', read: 'text', timeoutMs: 5_000 });
    if (typeof body === 'string' && body.length <= longestChain) return body;
  } catch (thrown) {
    const status = TouchlineError.isInstance(thrown) ? thrown.vendorStatus : undefined;
    if (status !== 400 && status !== 404 && status !== 410) throw thrown;
  }
  throw new SignatureError('webhook.signature_invalid', 'There is no certificate of PayPal.');
};
