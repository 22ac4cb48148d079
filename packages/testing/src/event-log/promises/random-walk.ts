import assert from 'node:assert/strict';
import type { EventLogHarness, EventLogPromise } from '../event-log-harness.ts';
import { RandomWalk } from '../random-walk.ts';

/** Walks with these seeds; each is a different story of a log's life. */
const seeds = [1, 2, 3, 4, 5];
const steps = 250;

export const randomWalk: EventLogPromise = {
  name: 'whatever happens, crashes included, the counts add up at every step and no event is lost or settled twice',
  async run(harness: EventLogHarness) {
    for (const seed of seeds) {
      const walk = await RandomWalk.begin(harness, seed);
      for (let step = 0; step < steps; step += 1) {
        const told = await walk.step();
        await walk.check(`seed ${seed}, step ${step}: ${told}`);
      }
      const unsettled = await walk.finish();
      assert.deepEqual(unsettled, [], `seed ${seed}: everything is settled in the end`);
    }
  },
};
