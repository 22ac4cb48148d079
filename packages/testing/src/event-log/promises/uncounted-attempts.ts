import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';
import { serverError, takeOne } from '../taking.ts';

export const uncountedAttempts: EventLogPromise = {
  name: 'an attempt that is not to be counted leaves the attempt as it was',
  async run(harness) {
    const log = await harness.open();
    const subscription = await log.subscribe({ name: 'all', types: ['*'] });
    await log.append(someEvents('a'));
    const first = await takeOne(harness, subscription);
    await subscription.retry(first, { atMs: harness.clock.now(), error: serverError, countAttempt: false });
    const again = await takeOne(harness, subscription);
    assert.deepEqual([again.attempt, again.firstAttemptMs], [1, undefined]);
    await subscription.retry(again, { atMs: harness.clock.now(), error: serverError });
    const second = await takeOne(harness, subscription);
    await subscription.retry(second, { atMs: harness.clock.now(), error: serverError, countAttempt: false });
    assert.equal((await takeOne(harness, subscription)).attempt, 2);
  },
};
