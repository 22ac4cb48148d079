import type { SandboxResponse } from '@touchline/core/sandbox';
import { Refusal } from '../../sandbox-refusal.ts';

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
