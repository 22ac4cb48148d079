import type { PreparedRequest } from '@touchline/core';
import type { Operation, SecurityScheme } from './operation.ts';
import type { Violation } from './violation.ts';

/** Whether a request proves who it is from in one of the ways that the operation takes. What it proves it with is not judged. */
export const securityViolations = (
  { security }: Operation,
  request: PreparedRequest,
): readonly Violation[] => {
  if (security === undefined || security.length === 0) return [];
  if (security.some((schemes) => schemes.every((scheme) => satisfies(request, scheme)))) return [];
  const ways = security.map((schemes) => schemes.map(({ name }) => name).join(' and ')).join(', or ');
  return [{ in: 'security', field: '', problem: `is missing: the operation asks for ${ways}` }];
};

/** The same request without anything that an operation's security could take. */
export const withoutCredentials = ({ security }: Operation, request: PreparedRequest): PreparedRequest => {
  const schemes = (security ?? []).flat();
  const url = new URL(request.url);
  for (const { in: place, field } of schemes) if (place === 'query') url.searchParams.delete(field);
  const dropped = new Set(
    schemes.map(({ in: place, field }) => (place === 'cookie' ? 'cookie' : place === 'header' ? field : '')),
  );
  const headers = Object.entries(request.headers).filter(([name]) => !dropped.has(name));
  return { ...request, url: url.href, headers: Object.fromEntries(headers) };
};

/** The cookies of a request. */
export const cookiesOf = ({ headers }: PreparedRequest): ReadonlyMap<string, string> =>
  new Map(
    (headers.cookie ?? '')
      .split(';')
      .map((pair) => pair.split('='))
      .map(([name = '', ...value]) => [name.trim(), value.join('=').trim()]),
  );

const satisfies = (request: PreparedRequest, { in: place, field, prefix }: SecurityScheme): boolean => {
  const held = {
    header: request.headers[field],
    query: new URL(request.url).searchParams.get(field) ?? undefined,
    cookie: cookiesOf(request).get(field),
  }[place];
  if (held === undefined || held.trim() === '') return false;
  return prefix === undefined || new RegExp(`^${prefix} +\\S`, 'i').test(held);
};
