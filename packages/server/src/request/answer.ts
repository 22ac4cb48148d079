import { problemHeaders, problemOf, type TouchlineError } from '@touchline/core';
import { securityHeaders } from './security-headers.ts';

/**
 * What an endpoint answers, before it is a `Response`: that is made once, with all its headers, because headers that are added
 * to one that is made cost as much as the rest of it.
 */
export class Answer {
  readonly body: AnswerBody;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number;

  /** @param headers names in lower case; they win over all others. */
  constructor(body: AnswerBody, headers: Readonly<Record<string, string>> = {}, status = 200) {
    this.body = body;
    this.headers = headers;
    this.status = status;
  }

  /**
   * The response, with the headers that every answer carries.
   *
   * @param more headers of this one besides, such as how its caller stands; names in lower case.
   */
  toResponse(more: Readonly<Record<string, string>> = {}): Response {
    const { body, headers, status } = this;
    return new Response(body, { status, headers: { ...securityHeaders, ...more, ...headers } });
  }
}

type AnswerBody = ConstructorParameters<typeof Response>[0];

/** An answer as JSON. */
export const json = (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answer =>
  new Answer(JSON.stringify(body), { 'content-type': 'application/json', ...headers }, status);

/** An answer without a body. */
export const noContent = (): Answer => new Answer(null, {}, 204);

/** The answer that an error is: a problem document, and the headers that belong to it. */
export const problem = (error: TouchlineError, headers: Readonly<Record<string, string>> = {}): Response => {
  const document = problemOf(error);
  const { status } = document;
  const challenge = status === 401 && { 'www-authenticate': 'Bearer' };
  const answer = new Answer(
    JSON.stringify(document),
    { ...problemHeaders(error), ...challenge, ...headers },
    status,
  );
  return answer.toResponse();
};
