import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';
import { idsOf, serverError, takeNow, takeOne } from '../taking.ts';

export const theBoundOnParked: EventLogPromise = {
  name: 'when as many are parked as may be, nothing new is handed out until one of them settles',
  async run(harness) {
    const log = await harness.open();
    const subscription = await log.subscribe({ name: 'all', types: ['*'], maxParked: 2 });
    const [receipt] = await log.append(someEvents('a', 'b', 'c', 'd'));
    const atMs = harness.clock.now() + 60_000;
    for (let parked = 0; parked < 2; parked += 1)
      await subscription.retry(await takeOne(harness, subscription), { atMs, error: serverError });
    assert.deepEqual(await takeNow(harness, subscription), []);
    const { parked, pending, cursor } = await subscription.counts();
    assert.deepEqual(
      { parked, pending, cursor },
      { parked: 2, pending: 4, cursor: (receipt?.position ?? 0) + 2 },
    );
    await harness.clock.advance(60_000);
    const again = await takeNow(harness, subscription);
    assert.deepEqual(idsOf(again), ['a', 'b']);
    await subscription.ack(again.slice(0, 1), 'delivered');
    assert.deepEqual(idsOf(await takeNow(harness, subscription)), ['c']);
  },
};
