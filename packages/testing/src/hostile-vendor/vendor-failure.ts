import { seededRandom } from '../event-log/seeded-random.ts';

/** One way in which a vendor fails. */
export type VendorFailure =
  /** It answers with a status of its own choice. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** Default: empty. */
      readonly body?: string;
    }
  /** The connection breaks before a byte of the request is written. */
  | { readonly kind: 'unreachable' }
  /** The connection breaks once the request was written: nobody knows whether it took effect. */
  | { readonly kind: 'reset' }
  /** It takes the request and never answers. */
  | { readonly kind: 'silence' }
  /** It begins an answer, and sends a byte of it now and then, without end. */
  | { readonly kind: 'drip' }
  /** It begins a good answer and breaks off in the middle. */
  | { readonly kind: 'truncated' }
  /** Its answer does not end: it is larger than anybody takes. */
  | { readonly kind: 'endless' };

/** Decides which requests fail, and how: by their number from 0, and what they ask for. Undefined lets one through. */
export type FailurePlan = (
  index: number,
  request: { readonly method: string; readonly url: string },
) => VendorFailure | undefined;

/** A plan that is written down: the first request fails in the first way, and so on; undefined, and what comes after, goes through. */
export const failInOrder =
  (failures: readonly (VendorFailure | undefined)[]): FailurePlan =>
  (index) =>
    failures[index];

/** An HTML page, as proxies in front of vendors answer when the vendor does not. */
export const htmlPage = (title: string): string =>
  `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;

const statuses = [400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504];

/**
 * A plan that fails a share of all requests, each in one of every way there is. The same seed gives the same failures.
 *
 * @param share from 0 to 1. Default 0.5.
 */
export const randomFailures = (seed: number, share = 0.5): FailurePlan => {
  const random = seededRandom(seed);
  return () => {
    if (random.below(1_000) >= share * 1_000) return undefined;
    const kinds: readonly VendorFailure[] = [
      ...statuses.map((status): VendorFailure => ({ kind: 'answer', status, body: '{}' })),
      { kind: 'answer', status: 429, headers: { 'retry-after': '2' } },
      {
        kind: 'answer',
        status: 503,
        headers: { 'content-type': 'text/html' },
        body: htmlPage('Bad gateway'),
      },
      { kind: 'answer', status: 200, headers: { 'content-type': 'text/html' }, body: htmlPage('Sign in') },
      { kind: 'unreachable' },
      { kind: 'reset' },
      { kind: 'truncated' },
    ];
    return random.oneOf(kinds);
  };
};
