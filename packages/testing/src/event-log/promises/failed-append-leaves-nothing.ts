import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';
import { drain, takeNow } from '../taking.ts';

export const failedAppendLeavesNothing: EventLogPromise = {
  name: 'an append that fails leaves nothing behind, and the log goes on when it can write again',
  needs: 'failWrites',
  async run(harness) {
    assert.ok(harness.failWrites, 'the harness can make writes fail');
    const log = await harness.open();
    const subscription = await log.subscribe({ name: 'all', types: ['*'] });
    harness.failWrites(true);
    await assert.rejects(
      log.append(someEvents('a', 'b')),
      ({ code }) => code === 'log.full' || code === 'log.failed',
    );
    harness.failWrites(false);
    assert.equal((await log.stats()).events, 0);
    assert.deepEqual(await takeNow(harness, subscription), []);
    const receipts = await log.append(someEvents('a', 'b'));
    assert.deepEqual(
      receipts.map(({ duplicate }) => duplicate),
      [false, false],
    );
    assert.deepEqual(await drain(harness, subscription), ['a', 'b']);
  },
};
