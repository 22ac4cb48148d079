import type { SandboxResponse } from '@touchline/core/sandbox';

/** Thrown by a handler to answer with an error. */
export class Refusal extends Error {
  readonly response: SandboxResponse;

  constructor(response: SandboxResponse) {
    super(`The sandbox answers ${response.status}.`);
    this.response = response;
  }
}

/** An error, as Adyen answers it: https://docs.adyen.com/development-resources/error-codes. */
export const errorAnswer = (
  status: number,
  errorCode: string,
  message: string,
  errorType: 'validation' | 'security' | 'internal' = 'validation',
): SandboxResponse => ({ status, body: { status, errorCode, message, errorType } });

/** An error to throw. */
export const refuse = (...error: Parameters<typeof errorAnswer>): Refusal =>
  new Refusal(errorAnswer(...error));
