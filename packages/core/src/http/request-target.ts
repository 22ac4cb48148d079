import { TouchlineError } from '../errors/touchline-error.ts';
import { encodeForm } from './form.ts';
import type { HttpRequest } from './http-request.ts';
import { assertOutsideUrl, type OutsideUrlOptions } from './outside-url-guard.ts';
import { assertPlainPath } from './url-path.ts';

/** Where a request goes. */
export interface RequestTarget {
  readonly url: URL;
  /** True when its origin is not the base URL's. */
  readonly outside: boolean;
}

/**
 * Checks a base URL; there may be none.
 *
 * @throws TouchlineError `config.invalid`. The message does not repeat the URL.
 */
export const baseUrlOf = (baseUrl: string | undefined): URL | undefined => {
  if (baseUrl === undefined) return undefined;
  const url = URL.parse(baseUrl);
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw new TouchlineError('config.invalid', 'baseUrl must be an absolute http or https URL.');
  if (url.username !== '' || url.password !== '')
    throw new TouchlineError('config.invalid', 'baseUrl must not hold credentials.');
  if (url.search !== '' || url.hash !== '')
    throw new TouchlineError('config.invalid', 'baseUrl must not hold a query or a fragment.');
  return url;
};

/**
 * Resolves a request's path or URL, with its query.
 *
 * @throws TouchlineError `action.input_invalid` for a path that would leave the base URL, `config.invalid`
 *   for a path without a base URL, `http.url_forbidden` for an outside URL
 *   that may not be called.
 */
export const targetOf = (
  request: HttpRequest,
  base: URL | undefined,
  options: OutsideUrlOptions,
): RequestTarget => {
  const url = request.path === undefined ? absolute(request.url, base, options) : below(base, request.path);
  if (request.query) {
    const query = encodeForm(request.query, 'repeat');
    if (query !== '') url.search = url.search === '' ? query : `${url.search}&${query}`;
  }
  url.hash = '';
  return { url, outside: url.origin !== base?.origin };
};

const below = (base: URL | undefined, path: string): URL => {
  assertPlainPath(path);
  if (!base) throw new TouchlineError('config.invalid', 'A request by path needs a client with a baseUrl.');
  return new URL(base.href.replace(/\/$/, '') + path);
};

const absolute = (asked: string | URL, base: URL | undefined, options: OutsideUrlOptions): URL => {
  const url = URL.parse(String(asked));
  const isTrusted = base && url?.origin === base.origin && url.username === '' && url.password === '';
  return isTrusted ? url : assertOutsideUrl(asked, options);
};
