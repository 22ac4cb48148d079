import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';
import { assertBalanced, serverError, takeOne } from '../taking.ts';

export const failedBurialKeepsTheLease: EventLogPromise = {
  name: 'a burial that fails leaves the delivery with its consumer',
  needs: 'failWrites',
  async run(harness) {
    assert.ok(harness.failWrites, 'the harness can make writes fail');
    const log = await harness.open();
    const subscription = await log.subscribe({ name: 'all', types: ['*'] });
    await log.append(someEvents('a'));
    const lease = await takeOne(harness, subscription);
    harness.failWrites(true);
    await assert.rejects(subscription.bury(lease, { stage: 'deliver', error: serverError }));
    harness.failWrites(false);
    assert.equal(await log.deadLetters.count(), 0);
    await assertBalanced(subscription);
    await subscription.bury(lease, { stage: 'deliver', error: serverError });
    assert.equal(await log.deadLetters.count(), 1);
    assert.equal((await subscription.counts()).dead, 1);
    await assertBalanced(subscription);
  },
};
