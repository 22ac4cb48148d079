import { type Clock, delay, TouchlineError } from '@touchline/core';
import { problem } from './answer.ts';

/** The requests that are under way. */
export interface OpenRequests {
  /** Answers a request; once closing has begun, with 503. */
  track(answer: () => Promise<Response>): Promise<Response>;
  /** Takes no more requests, and waits for those under way, at most so many milliseconds. */
  drain(timeoutMs: number): Promise<void>;
}

export const createOpenRequests = (clock: Clock): OpenRequests => {
  let open = 0;
  let isClosing = false;
  let drained = (): void => undefined;
  return {
    async track(answer) {
      if (isClosing) return refusal();
      open += 1;
      try {
        return await answer();
      } finally {
        open -= 1;
        if (open === 0) drained();
      }
    },
    async drain(timeoutMs) {
      isClosing = true;
      if (open === 0) return;
      const ended = new AbortController();
      const waited = new Promise<void>((resolve) => {
        drained = resolve;
      });
      await Promise.race([waited, delay(clock, timeoutMs, ended.signal)]);
      ended.abort();
    },
  };
};

/** Vendors and clients come again. */
const refusal = (): Response => problem(new TouchlineError('router.closed', 'The service is closing.'));
