import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';
import { assertBalanced, assertSameIds, drain, takeNow, takeOne } from '../taking.ts';

export const aStraggler: EventLogPromise = {
  name: 'one delivery that takes for ever does not hold up those behind it',
  async run(harness) {
    const log = await harness.open();
    const subscription = await log.subscribe({ name: 'all', types: ['*'] });
    const ids = Array.from({ length: 5_000 }, (_, index) => `event ${index}`);
    for (let from = 0; from < ids.length; from += 1_000)
      await log.append(someEvents(...ids.slice(from, from + 1_000)));
    const straggler = await takeOne(harness, subscription);
    assertSameIds(await drain(harness, subscription, 250), ids.slice(1));
    await assertBalanced(subscription);
    assert.equal((await subscription.counts()).pending, 1);
    await subscription.ack([straggler], 'delivered');
    await subscription.close();
    const again = await log.subscribe({ name: 'all', types: ['*'] });
    assert.deepEqual(await takeNow(harness, again), []);
    const { delivered, pending } = await again.counts();
    assert.deepEqual({ delivered, pending }, { delivered: 5_000, pending: 0 });
  },
};
