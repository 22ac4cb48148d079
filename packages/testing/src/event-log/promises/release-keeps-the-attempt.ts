import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';
import { assertBalanced, serverError, takeNow, takeOne } from '../taking.ts';

export const releaseKeepsTheAttempt: EventLogPromise = {
  name: 'a delivery that is given back keeps its attempt and comes first again, in order',
  async run(harness) {
    const log = await harness.open();
    const subscription = await log.subscribe({ name: 'all', types: ['*'] });
    await log.append(someEvents('a', 'b', 'c'));
    const first = await takeOne(harness, subscription);
    await subscription.retry(first, { atMs: harness.clock.now(), error: serverError });
    const leases = await takeNow(harness, subscription, 2);
    assert.deepEqual(
      leases.map(({ event, attempt }) => [event.id, attempt]),
      [
        ['a', 2],
        ['b', 1],
      ],
    );
    await subscription.release(leases);
    const again = await takeNow(harness, subscription, 3);
    assert.deepEqual(
      again.map(({ event, attempt }) => [event.id, attempt]),
      [
        ['a', 2],
        ['b', 1],
        ['c', 1],
      ],
    );
    await assertBalanced(subscription);
  },
};
