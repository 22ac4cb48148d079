import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';
import { drain, serverError, takeNow } from '../taking.ts';

export const checkpointsComeInTime: EventLogPromise = {
  name: 'what was acknowledged is written by itself after a while, so a crash then repeats nothing',
  async run(harness) {
    const log = await harness.open();
    const subscription = await log.subscribe({ name: 'all', types: ['*'] });
    await log.append(someEvents('a', 'b', 'c'));
    const [a, b] = await takeNow(harness, subscription, 2);
    assert.ok(a && b);
    await subscription.ack([b], 'delivered');
    await subscription.retry(a, { atMs: harness.clock.now() + 60_000, error: serverError });
    await harness.clock.advance(5_000);
    await harness.settle?.();
    await harness.crash();
    const reopened = await (await harness.open()).subscribe({ name: 'all', types: ['*'] });
    const { delivered, parked, retried, pending } = await reopened.counts();
    assert.deepEqual(
      { delivered, parked, retried, pending },
      { delivered: 1, parked: 1, retried: 1, pending: 2 },
    );
    assert.deepEqual(await drain(harness, reopened), ['c']);
  },
};
