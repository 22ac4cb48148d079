import { type EventLogHarness, eventLogPromises, manualClock } from '@touchline/testing';
import { describe, test } from 'vitest';
import type { LocalEventLog } from './local-log.ts';
import { createMemoryLog, createMemoryStorage } from './memory-log.ts';

/** Where little fits into memory, subscriptions leave the head and rejoin it all the time. */
describe('memory log with a small window', () => {
  for (const { name, run } of eventLogPromises)
    test(`8 deliveries: ${name}`, async () => {
      const harness = smallHarness(8);
      await run(harness);
      await harness.dispose();
    });

  for (const windowSize of [1, 2, 3])
    test(`${windowSize} of a random life`, async () => {
      const harness = smallHarness(windowSize);
      const life = eventLogPromises.find(({ name }) => name.startsWith('whatever happens'));
      await life?.run(harness);
      await harness.dispose();
    });
});

const smallHarness = (windowSize: number): EventLogHarness => {
  const clock = manualClock();
  const storage = createMemoryStorage();
  let log: LocalEventLog | undefined;
  return {
    clock,
    async open() {
      log = createMemoryLog({ storage, clock, windowSize });
      return log;
    },
    async crash() {
      log?.abandon();
    },
    async dispose() {
      log?.abandon();
    },
  };
};
