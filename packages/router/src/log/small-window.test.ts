import { eventLogPromises, testEventLog } from '@touchline/testing';
import { describe, test } from 'vitest';
import { memoryHarness } from './fixtures/memory-harness.ts';

/** Where little fits into memory, subscriptions leave the head and rejoin it all the time. */
describe('memory log with a small window, of 8 deliveries', () => {
  testEventLog(() => memoryHarness({ windowSize: 8 }), { test });
});

describe('memory log with hardly a window', () => {
  for (const windowSize of [1, 2, 3])
    test(`of ${windowSize}: a random life`, async () => {
      const harness = memoryHarness({ windowSize });
      const life = eventLogPromises.find(({ name }) => name.startsWith('whatever happens'));
      if (!life) throw new Error('There is no promise about a random life.');
      await life.run(harness);
      await harness.dispose();
    });
});
