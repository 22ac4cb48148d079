import { type EventLogPromise, eventLogPromises, testEventLog } from '@touchline/testing';
import { describe, expect, test } from 'vitest';
import { brokenHandingOut } from './fixtures/broken-logs/broken-handing-out.ts';
import { brokenSettling } from './fixtures/broken-logs/broken-settling.ts';
import { brokenStoring } from './fixtures/broken-logs/broken-storing.ts';
import { memoryHarness } from './fixtures/memory-harness.ts';

const faults = [...brokenStoring, ...brokenHandingOut, ...brokenSettling];

describe('event log suite', () => {
  test('each promise has a name of its own', () => {
    expect(new Set(eventLogPromises.map(({ name }) => name)).size).toBe(eventLogPromises.length);
  });

  test('each promise finds out at least one broken log', () => {
    const caught = new Set(faults.map(({ caughtBy }) => caughtBy));
    expect(eventLogPromises.map(({ name }) => name).filter((name) => !caught.has(name))).toEqual([]);
  });

  for (const fault of faults)
    test(`${fault.caughtBy}: finds out a log that ${fault.name}`, async () => {
      const broken = memoryHarness({}, fault);
      // A promise says no by an assertion, or by what a log refuses; a fault that throws by mistake proves nothing.
      await expect(promiseNamed(fault.caughtBy).run(broken)).rejects.toMatchObject({
        code: expect.stringMatching(/^(ERR_ASSERTION|log\.\w+|route\.\w+)$/),
      });
      await broken.dispose();
      const sound = memoryHarness();
      await promiseNamed(fault.caughtBy).run(sound);
      await sound.dispose();
    });

  test('a promise that the harness has no means to check is told as skipped', async () => {
    const { failWrites: _, ...unable } = memoryHarness();
    const skipped: string[] = [];
    const runs: Promise<void>[] = [];
    testEventLog(() => unable, {
      test(name, run) {
        if (!promiseNamed(name).needs) return;
        runs.push(run({ skip: (reason: string) => skipped.push(`${name}: ${reason}`) }));
      },
    });
    await Promise.all(runs);
    expect(skipped).toEqual([
      'an append that fails leaves nothing behind, and the log goes on when it can write again: the harness has no failWrites',
      'a burial that fails leaves the delivery with its consumer: the harness has no failWrites',
    ]);
  });

  test('where the test runner cannot skip either, such a promise fails instead of passing unseen', async () => {
    const { failWrites: _, ...unable } = memoryHarness();
    const runs: Promise<void>[] = [];
    testEventLog(() => unable, {
      test(name, run) {
        if (promiseNamed(name).needs) runs.push(run());
      },
    });
    for (const run of runs) await expect(run).rejects.toThrow('the harness has no failWrites');
    expect(runs).toHaveLength(2);
  });
});

const promiseNamed = (name: string): EventLogPromise => {
  const promise = eventLogPromises.find((each) => each.name === name);
  if (!promise) throw new Error(`There is no promise "${name}".`);
  return promise;
};
