import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';
import { drain, takeNow } from '../taking.ts';

export const acknowledgedIsDone: EventLogPromise = {
  name: 'what was acknowledged is not handed out again, even when earlier deliveries are still out',
  async run(harness) {
    const log = await harness.open();
    const subscription = await log.subscribe({ name: 'all', types: ['*'] });
    await log.append(someEvents('a', 'b', 'c', 'd'));
    const leases = await takeNow(harness, subscription);
    await subscription.ack(leases.slice(1, 3), 'delivered');
    await log.close();
    const reopened = await (await harness.open()).subscribe({ name: 'all', types: ['*'] });
    assert.deepEqual((await reopened.counts()).delivered, 2);
    assert.deepEqual(await drain(harness, reopened), ['a', 'd']);
    const { matched, delivered, pending } = await reopened.counts();
    assert.deepEqual({ matched, delivered, pending }, { matched: 4, delivered: 4, pending: 0 });
  },
};
