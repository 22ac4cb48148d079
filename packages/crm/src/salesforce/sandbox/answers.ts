import type { SandboxResponse } from '@touchline/core/sandbox';

/** Salesforce's error body. */
export const failure = (
  status: number,
  errorCode: string,
  message: string,
  fields?: readonly string[],
): SandboxResponse => ({ status, body: [{ message, errorCode, ...(fields && { fields }) }] });

/** What was saved. */
export const saved = (status: number, id: string, created: boolean): SandboxResponse => ({
  status,
  body: { id, success: true, errors: [], created },
});

/** There is no such thing at this path. */
export const notFound = (): SandboxResponse =>
  failure(404, 'NOT_FOUND', 'The requested resource does not exist');
