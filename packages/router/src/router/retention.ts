import { type Clock, delay, type EventLog, type RetentionPolicy, toTouchlineError } from '@touchline/core';
import type { Emit } from './emit.ts';

/** Applies a retention policy again and again. */
export interface Retention {
  start(): void;
  stop(): Promise<void>;
}

/** How often the policy is applied, in milliseconds. */
const everyMs = 60_000;

export const createRetention = (
  log: EventLog,
  policy: RetentionPolicy,
  clock: Clock,
  emit: Emit,
): Retention => {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        const { lost } = await log.trim(policy);
        for (const [route, events] of Object.entries(lost)) emit('lost', { route, events });
      } catch (thrown) {
        emit('failed', { error: toTouchlineError(thrown) });
      }
      await delay(clock, everyMs, stopping.signal);
    }
  };

  return {
    start() {
      running ??= run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
};
