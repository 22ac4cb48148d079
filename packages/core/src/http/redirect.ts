import { assertOutsideUrl, type OutsideUrlOptions } from './outside-url-guard.ts';
import type { PreparedRequest, RawResponse, SendFailure } from './transport.ts';

/**
 * The request that an answer redirects to; `undefined` when there is nothing to follow. Another origin gets none of the
 * caller's headers but those that say what it can read.
 *
 * @throws TouchlineError `http.url_forbidden` when it leads where an outside URL may not lead.
 */
export const redirectOf = (
  request: PreparedRequest,
  outcome: RawResponse | SendFailure,
  options: OutsideUrlOptions,
): PreparedRequest | undefined => {
  if ('failure' in outcome || !redirects.has(outcome.status)) return undefined;
  const { location } = outcome.headers;
  if (location === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return undefined;
  const url = assertOutsideUrl(URL.parse(location, request.url) ?? '', options);
  const isSameOrigin = url.origin === new URL(request.url).origin;
  return { ...request, url: url.href, headers: isSameOrigin ? request.headers : harmless(request.headers) };
};

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

const harmless = (headers: PreparedRequest['headers']): PreparedRequest['headers'] =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => /^(accept(-.*)?|user-agent|range)$/.test(name)),
  );
