import { TouchlineError } from '../errors/touchline-error.ts';
import { encodeForm } from './form.ts';
import type { HttpRequest } from './http-request.ts';
import { assertOutsideUrl, type OutsideUrlOptions } from './outside-url-guard.ts';
import { assertPlainPath } from './url-path.ts';

/** Where a request goes. */
export interface RequestTarget {
  /** Absolute and normalised, with its query and without a fragment. */
  readonly url: string;
  readonly origin: string;
  /** True when its origin is not the base URL's. */
  readonly outside: boolean;
}

/** A base URL as requests need it. */
export interface BaseUrl {
  readonly origin: string;
  /** What paths are appended to: without a slash at its end. */
  readonly prefix: string;
}

/**
 * Checks a base URL; there may be none.
 *
 * @throws TouchlineError `config.invalid`. The message does not repeat the URL.
 */
export const baseUrlOf = (baseUrl: string | undefined): BaseUrl | undefined => {
  if (baseUrl === undefined) return undefined;
  const url = URL.parse(baseUrl);
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw new TouchlineError('config.invalid', 'baseUrl must be an absolute http or https URL.');
  if (url.username !== '' || url.password !== '')
    throw new TouchlineError('config.invalid', 'baseUrl must not hold credentials.');
  if (url.search !== '' || url.hash !== '')
    throw new TouchlineError('config.invalid', 'baseUrl must not hold a query or a fragment.');
  return { origin: url.origin, prefix: url.href.replace(/\/$/, '') };
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
  base: BaseUrl | undefined,
  options: OutsideUrlOptions,
): RequestTarget => {
  const query = request.query ? encodeForm(request.query, 'repeat') : '';
  if (request.path !== undefined && base && isNormalised(request.path)) {
    const url = base.prefix + request.path;
    return { url: query === '' ? url : normalised(url, query).href, origin: base.origin, outside: false };
  }
  const target =
    request.path === undefined ? absolute(request.url, base, options) : below(base, request.path);
  const { href, origin } = normalised(target, query);
  return { url: href, origin, outside: origin !== base?.origin };
};

/**
 * Whether the URL parser would leave a path as it is: nothing of it is to be encoded, and no segment may be one of dots.
 *
 * @see https://url.spec.whatwg.org/#path-percent-encode-set
 */
const isNormalised = (path: string): boolean =>
  /^(?:\/(?:[\w~!$&'()*+,;=:@-][\w~!$&'()*+,;=:@.%-]*)?)+$/.test(path);

const normalised = (target: string | URL, query: string): URL => {
  const url = new URL(target);
  if (query !== '') url.search = url.search === '' ? query : `${url.search}&${query}`;
  url.hash = '';
  return url;
};

const below = (base: BaseUrl | undefined, path: string): string => {
  assertPlainPath(path);
  if (!base) throw new TouchlineError('config.invalid', 'A request by path needs a client with a baseUrl.');
  return base.prefix + path;
};

const absolute = (asked: string | URL, base: BaseUrl | undefined, options: OutsideUrlOptions): URL => {
  const url = URL.parse(String(asked));
  const isTrusted = base && url?.origin === base.origin && url.username === '' && url.password === '';
  return isTrusted ? url : assertOutsideUrl(asked, options);
};
