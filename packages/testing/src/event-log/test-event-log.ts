import type { EventLogHarness } from './event-log-harness.ts';
import { eventLogPromises } from './event-log-promises.ts';

/** The part of a test runner that the suite needs; vitest, jest and node:test all have it. */
export interface TestRunner {
  readonly test: (name: string, run: () => Promise<void>) => unknown;
}

/**
 * Registers a test for each promise that an event log makes.
 *
 * @param createHarness makes a new, empty storage; called once for each promise.
 *
 * @example
 *     import { test } from 'vitest';
 *     testEventLog(createHarness, { test });
 */
export const testEventLog = (
  createHarness: () => EventLogHarness | Promise<EventLogHarness>,
  { test }: TestRunner,
): void => {
  for (const { name, run } of eventLogPromises)
    test(name, async () => {
      const harness = await createHarness();
      try {
        await run(harness);
      } finally {
        await harness.dispose();
      }
    });
};
