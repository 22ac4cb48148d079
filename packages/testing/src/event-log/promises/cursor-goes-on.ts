import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';
import { drain, idsOf, takeNow } from '../taking.ts';

export const cursorGoesOn: EventLogPromise = {
  name: 'a cursor goes on where it stood when its log is opened again',
  async run(harness) {
    const log = await harness.open();
    const subscription = await log.subscribe({ name: 'all', types: ['*'] });
    await log.append(someEvents('a', 'b', 'c'));
    await subscription.ack(await takeNow(harness, subscription, 2), 'skipped');
    await subscription.close();
    const again = await log.subscribe({ name: 'all', types: ['*'] });
    assert.deepEqual(idsOf(await takeNow(harness, again)), ['c']);
    await log.close();
    const reopened = await (await harness.open()).subscribe({ name: 'all', types: ['*'] });
    assert.equal((await reopened.counts()).skipped, 2);
    assert.deepEqual(await drain(harness, reopened), ['c']);
  },
};
