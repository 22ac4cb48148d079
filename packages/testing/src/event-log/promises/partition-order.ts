import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvent } from '../some-events.ts';
import { idsOf, serverError, takeNow, takeOne } from '../taking.ts';

export const partitionOrder: EventLogPromise = {
  name: 'events of one key are handed out one at a time, in order, also across retries; only that key waits',
  async run(harness) {
    const log = await harness.open();
    const subscription = await log.subscribe({ name: 'ordered', types: ['*'], order: 'partition' });
    await log.append(ofKeys('x1', 'x2', 'y1', 'x3', 'y2', '-1', '-2'));
    const leases = await takeNow(harness, subscription);
    assert.deepEqual(idsOf(leases), ['x1', 'y1', '-1', '-2']);
    const [x1, y1, ...free] = leases;
    assert.ok(x1 && y1);
    const atMs = harness.clock.now() + 1_000;
    await subscription.retry(x1, { atMs, error: serverError });
    await subscription.ack([y1, ...free], 'delivered');
    assert.deepEqual(idsOf(await takeNow(harness, subscription)), ['y2']);
    await harness.clock.advance(1_000);
    const again = await takeOne(harness, subscription);
    assert.deepEqual([again.event.id, again.attempt], ['x1', 2]);
    assert.deepEqual(await takeNow(harness, subscription), []);
    await subscription.ack([again], 'delivered');
    const x2 = await takeOne(harness, subscription);
    assert.equal(x2.event.id, 'x2');
    await subscription.bury(x2, { stage: 'deliver', error: serverError });
    assert.deepEqual(idsOf(await takeNow(harness, subscription)), ['x3'], 'a dead letter counts as settled');
  },
};

/** `x1` has the key `x`; those of the key `-` have none. */
const ofKeys = (...ids: readonly string[]) =>
  ids.map((id) => someEvent({ id, ...(id[0] !== '-' && { partitionkey: id.charAt(0) }) }));
