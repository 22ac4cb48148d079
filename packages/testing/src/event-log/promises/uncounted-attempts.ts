import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';
import { serverError, takeOne } from '../taking.ts';

export const uncountedAttempts: EventLogPromise = {
  name: 'an attempt that is not to be counted leaves the attempt as it was, and its wait is not counted either',
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
    const waitMs = 90_000;
    const atMs = harness.clock.now() + waitMs;
    await subscription.retry(second, { atMs, error: serverError, countAttempt: false });
    await harness.clock.advance(waitMs);
    const third = await takeOne(harness, subscription);
    assert.deepEqual([third.attempt, third.firstAttemptMs], [2, (second.firstAttemptMs ?? 0) + waitMs]);
  },
};
