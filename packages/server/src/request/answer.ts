import { problemHeaders, problemOf, type TouchlineError } from '@touchline/core';
import { securityHeaders } from './security-headers.ts';

/**
 * An answer, with the headers that every answer carries. Whoever answers does it with this, because headers that are added to an
 * answer that is made cost as much as the rest of it.
 *
 * @param headers names in lower case; they win.
 */
export const answerWith = (
  body: ConstructorParameters<typeof Response>[0],
  headers: Readonly<Record<string, string>> = {},
  status = 200,
): Response => new Response(body, { status, headers: { ...securityHeaders, ...headers } });

/** An answer as JSON. */
export const json = (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response =>
  answerWith(JSON.stringify(body), { 'content-type': 'application/json', ...headers }, status);

/** An answer without a body. */
export const noContent = (): Response => answerWith(null, {}, 204);

/** The answer that an error is: a problem document, and the headers that belong to it. */
export const problem = (error: TouchlineError, headers: Readonly<Record<string, string>> = {}): Response => {
  const document = problemOf(error);
  const { status } = document;
  const challenge = status === 401 && { 'www-authenticate': 'Bearer' };
  return answerWith(JSON.stringify(document), { ...problemHeaders(error), ...challenge, ...headers }, status);
};
