import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvent } from '../some-events.ts';
import { assertBalanced, assertSameIds, drain, idsOf, serverError, takeNow, takeOne } from '../taking.ts';

export const oneStuckKey: EventLogPromise = {
  name: 'one key that is stuck holds up no other, however many of its events wait',
  async run(harness) {
    const log = await harness.open();
    const subscription = await log.subscribe({ name: 'ordered', types: ['*'], order: 'partition' });
    await log.append([someEvent({ id: 'stuck', partitionkey: 'stuck' })]);
    const stuck = await takeOne(harness, subscription);
    const flood = (from: number) =>
      Array.from({ length: 1_500 }, (_, index) =>
        someEvent({ id: `stuck ${from + index}`, partitionkey: 'stuck' }),
      );
    await log.append(flood(0));
    await log.append([someEvent({ id: 'free 1', partitionkey: 'free' })]);
    assert.deepEqual(await drain(harness, subscription), ['free 1']);
    await subscription.retry(stuck, { atMs: harness.clock.now() + 1_000, error: serverError });
    await log.append([...flood(1_500), someEvent({ id: 'free 2', partitionkey: 'free' })]);
    assert.deepEqual(await drain(harness, subscription), ['free 2']);
    await assertBalanced(subscription);
    await subscription.close();
    await harness.crash();
    const reopened = await (await harness.open()).subscribe({
      name: 'ordered',
      types: ['*'],
      order: 'partition',
    });
    await harness.clock.advance(1_000);
    const ids: string[] = [];
    for (;;) {
      const leases = await takeNow(harness, reopened);
      if (leases.length === 0) break;
      assert.equal(leases.length, 1, 'one at a time');
      ids.push(...idsOf(leases));
      await reopened.ack(leases, 'delivered');
    }
    assertSameIds(ids, ['stuck', ...Array.from({ length: 3_000 }, (_, index) => `stuck ${index}`)]);
    const { delivered, pending } = await reopened.counts();
    assert.deepEqual({ delivered, pending }, { delivered: 3_003, pending: 0 });
  },
};
