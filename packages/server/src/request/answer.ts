import { type Problem, problemMediaType, problemOf, type TouchlineError } from '@touchline/core';

/** An answer as JSON. */
export const json = (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });

/** An answer without a body. */
export const noContent = (): Response => new Response(null, { status: 204 });

/** The answer that an error is: a problem document, and the headers that belong to its status. */
export const problem = (error: TouchlineError, headers: Readonly<Record<string, string>> = {}): Response => {
  const document = problemOf(error);
  return new Response(JSON.stringify(document), {
    status: document.status,
    headers: { 'content-type': problemMediaType, ...headersOf(document, error), ...headers },
  });
};

const headersOf = ({ status }: Problem, { retryAfterMs }: TouchlineError): Record<string, string> => ({
  ...(status === 401 && { 'www-authenticate': 'Bearer' }),
  ...(retryAfterMs !== undefined && { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1_000))) }),
  ...(status === 503 && retryAfterMs === undefined && { 'retry-after': '1' }),
});
