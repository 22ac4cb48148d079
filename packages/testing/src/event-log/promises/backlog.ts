import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';
import { assertSameIds, drain } from '../taking.ts';

export const backlog: EventLogPromise = {
  name: 'a subscription that nobody reads from loses nothing, and catches up in order',
  async run(harness) {
    const log = await harness.open();
    const subscription = await log.subscribe({ name: 'all', types: ['*'] });
    const ids = Array.from({ length: 5_000 }, (_, index) => `event ${index}`);
    for (let from = 0; from < ids.length; from += 1_000)
      await log.append(someEvents(...ids.slice(from, from + 1_000)));
    assert.equal((await subscription.counts()).pending, 5_000);
    assertSameIds(await drain(harness, subscription, 250), ids);
    await log.append(someEvents('at the head again'));
    assert.deepEqual(await drain(harness, subscription), ['at the head again']);
    const { matched, delivered, pending } = await subscription.counts();
    assert.deepEqual({ matched, delivered, pending }, { matched: 5_001, delivered: 5_001, pending: 0 });
  },
};
