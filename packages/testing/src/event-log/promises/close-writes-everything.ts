import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';
import { drain, serverError, takeOne } from '../taking.ts';

export const closeWritesEverything: EventLogPromise = {
  name: 'an append that was made before the log closes is durable, or is refused',
  async run(harness) {
    const log = await harness.open();
    const subscription = await log.subscribe({ name: 'all', types: ['*'] });
    await log.append(someEvents('a'));
    const lease = await takeOne(harness, subscription);
    const append = log.append(someEvents('b'));
    const burial = subscription.bury(lease, { stage: 'deliver', error: serverError });
    const closing = log.close();
    await Promise.all([append, burial, closing]);
    const reopened = await harness.open();
    assert.equal(await reopened.deadLetters.count(), 1);
    assert.deepEqual(await drain(harness, await reopened.subscribe({ name: 'all', types: ['*'] })), ['b']);
  },
};
