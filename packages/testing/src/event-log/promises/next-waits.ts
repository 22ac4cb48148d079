import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';
import { idsOf } from '../taking.ts';

export const nextWaits: EventLogPromise = {
  name: 'a consumer waits for the next delivery, and stops waiting when its signal aborts or the subscription closes',
  async run(harness) {
    const log = await harness.open();
    const subscription = await log.subscribe({ name: 'all', types: ['*'] });
    const waiting = subscription.next(1);
    await log.append(someEvents('a', 'b'));
    assert.deepEqual(idsOf(await waiting), ['a']);
    assert.deepEqual(
      idsOf(await subscription.next(5)),
      ['b'],
      'what is due is handed out without waiting for more',
    );
    const abort = new AbortController();
    const aborted = subscription.next(1, abort.signal);
    abort.abort();
    assert.deepEqual(await aborted, []);
    assert.deepEqual(await subscription.next(1, abort.signal), []);
    const closed = subscription.next(1);
    await log.append([]);
    await subscription.close();
    assert.deepEqual(await closed, []);
  },
};
