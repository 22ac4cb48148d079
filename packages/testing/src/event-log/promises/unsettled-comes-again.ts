import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';
import { drain, idsOf, takeNow } from '../taking.ts';

export const unsettledComesAgain: EventLogPromise = {
  name: 'what was handed out and never settled comes again after a crash, and after closing',
  async run(harness) {
    const log = await harness.open();
    const subscription = await log.subscribe({ name: 'all', types: ['*'] });
    await log.append(someEvents('a', 'b'));
    const [first] = await takeNow(harness, subscription);
    await harness.crash();
    const second = await harness.open();
    const afterCrash = await second.subscribe({ name: 'all', types: ['*'] });
    const leases = await takeNow(harness, afterCrash);
    assert.deepEqual(idsOf(leases), ['a', 'b']);
    assert.equal(leases[0]?.attempt, 1);
    await afterCrash.close();
    await assert.rejects(afterCrash.ack(leases, 'delivered'), { code: 'log.lease_lost' });
    const afterClosing = await second.subscribe({ name: 'all', types: ['*'] });
    assert.equal(first?.event.id, 'a');
    assert.deepEqual(await drain(harness, afterClosing), ['a', 'b']);
  },
};
