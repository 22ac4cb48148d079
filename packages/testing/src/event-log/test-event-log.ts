import type { EventLogHarness } from './event-log-harness.ts';
import { eventLogPromises } from './event-log-promises.ts';

/** The part of a test runner that the suite needs; vitest, jest and node:test all have it. */
export interface TestRunner {
  /**
   * Registers a test. A runner that hands a test its context, with a `skip` in it, as vitest and node:test do, is told
   * through it what could not be checked.
   */
  readonly test: (name: string, run: (...context: unknown[]) => Promise<void>) => unknown;
}

/**
 * Registers a test for each promise that an event log makes. A promise that needs what the harness lacks is skipped with
 * its reason, and fails where the runner cannot skip a test that runs: nothing passes unchecked.
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
  // A rest parameter: a jest test that declares one parameter is taken for one that waits for a call of it.
  for (const { name, needs, run } of eventLogPromises)
    test(name, async (...[context]) => {
      const harness = await createHarness();
      try {
        if (needs && !harness[needs]) skip(context, `the harness has no ${needs}`);
        else await run(harness);
      } finally {
        await harness.dispose();
      }
    });
};

/** In vitest this throws what makes a test count as skipped. */
const skip = (context: unknown, reason: string): void => {
  if (!canSkip(context)) throw new Error(`The promise cannot be checked: ${reason}.`);
  context.skip(reason);
};

// vitest's context is a function with members.
const canSkip = (context: unknown): context is { skip(reason: string): unknown } =>
  ((typeof context === 'object' && context !== null) || typeof context === 'function') &&
  'skip' in context &&
  typeof context.skip === 'function';
