import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';
import { serverError, takeNow, takeOne } from '../taking.ts';

export const retryWaits: EventLogPromise = {
  name: 'a retry is not handed out before its time, and knows its attempt, its first time and its progress',
  async run(harness) {
    const log = await harness.open();
    const subscription = await log.subscribe({ name: 'all', types: ['*'] });
    await log.append(someEvents('a'));
    const first = await takeOne(harness, subscription);
    assert.deepEqual(
      [first.attempt, first.firstAttemptMs, first.progress, first.replayed],
      [1, undefined, 0, false],
    );
    const firstMs = harness.clock.now();
    await harness.clock.advance(500);
    await subscription.retry(first, { atMs: firstMs + 10_000, error: serverError, progress: 2 });
    assert.deepEqual(await takeNow(harness, subscription), []);
    const waiting = subscription.next(1);
    await harness.clock.advance(9_499);
    await log.append([]);
    assert.equal((await subscription.counts()).parked, 1);
    await harness.clock.advance(1);
    const [second] = await waiting;
    assert.ok(second);
    assert.deepEqual([second.attempt, second.firstAttemptMs, second.progress], [2, firstMs, 2]);
    await subscription.retry(second, { atMs: harness.clock.now(), error: serverError });
    const third = await takeOne(harness, subscription);
    assert.deepEqual(
      [third.attempt, third.firstAttemptMs, third.progress],
      [3, firstMs, 2],
      'progress stays as it was',
    );
    await subscription.ack([third], 'delivered');
    const { delivered, pending, retried } = await subscription.counts();
    assert.deepEqual({ delivered, pending, retried }, { delivered: 1, pending: 0, retried: 2 });
  },
};
