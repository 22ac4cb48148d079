import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';
import { drain, serverError, takeNow, takeOne } from '../taking.ts';

export const retriesSurvive: EventLogPromise = {
  name: 'parked retries survive closing and, once written, a crash; they do not hold up the cursor',
  async run(harness) {
    const log = await harness.open();
    const subscription = await log.subscribe({ name: 'all', types: ['*'] });
    const [receipt] = await log.append(someEvents('a', 'b', 'c'));
    const [a, b] = await takeNow(harness, subscription, 2);
    assert.ok(a && b);
    const atMs = harness.clock.now() + 60_000;
    await subscription.retry(a, { atMs, error: serverError, progress: 1 });
    await subscription.ack([b], 'delivered');
    assert.equal((await subscription.counts()).cursor, (receipt?.position ?? 0) + 2);
    await subscription.close();
    await harness.crash();
    const reopened = await (await harness.open()).subscribe({ name: 'all', types: ['*'] });
    assert.deepEqual((await reopened.counts()).parked, 1);
    assert.deepEqual(await drain(harness, reopened), ['c']);
    await harness.clock.advance(atMs - harness.clock.now());
    const again = await takeOne(harness, reopened);
    assert.deepEqual([again.event.id, again.attempt, again.progress], ['a', 2, 1]);
  },
};
