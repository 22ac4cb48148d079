import { type ErrorCode, entryOf } from './error-codes.ts';
import type { Issue, TouchlineError } from './touchline-error.ts';

/**
 * A problem document.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export interface Problem {
  /** `urn:touchline:error:` and the code. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail: string;
  readonly errors?: readonly Issue[];
}

/** The media type of a problem document. */
export const problemMediaType = 'application/problem+json';

/** The problem document of an error: what an HTTP caller is told. Neither stack nor cause is in it. */
export const problemOf = (error: TouchlineError): Problem => {
  const { title, status } = entryOf(error.code);
  return {
    type: `urn:touchline:error:${error.code}`,
    title,
    status,
    code: error.code,
    detail: error.message,
    ...(error.issues.length > 0 && { errors: error.issues }),
  };
};

/**
 * The headers that the problem document of an error is answered with, names in lower case: its media type, and in seconds when
 * to come again, where the error knows or the status is 503.
 */
export const problemHeaders = (error: TouchlineError): Readonly<Record<string, string>> => {
  const { retryAfterMs } = error;
  const isPassing = entryOf(error.code).status === 503;
  return {
    'content-type': problemMediaType,
    ...((retryAfterMs !== undefined || isPassing) && {
      'retry-after': String(Math.max(1, Math.ceil((retryAfterMs ?? 0) / 1_000))),
    }),
  };
};
