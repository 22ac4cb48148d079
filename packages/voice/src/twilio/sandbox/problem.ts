import type { SandboxResponse } from '@touchline/core/sandbox';

/** An error as Twilio answers it. https://www.twilio.com/docs/usage/twilios-response#response-formats-exceptions */
export const problem = (status: number, code: number, message: string): SandboxResponse => ({
  status,
  body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
});
