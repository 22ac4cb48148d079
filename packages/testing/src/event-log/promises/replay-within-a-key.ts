import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvent } from '../some-events.ts';
import { assertBalanced, drain, serverError, takeNow, takeOne } from '../taking.ts';

export const replayWithinAKey: EventLogPromise = {
  name: 'a replayed letter goes before the later ones of its key that are not handed out yet',
  async run(harness) {
    const log = await harness.open();
    const spec = { name: 'ordered', types: ['*'], order: 'partition' as const };
    const subscription = await log.subscribe(spec);
    await log.append(['x1', 'x2', 'x3', 'x4'].map((id) => someEvent({ id, partitionkey: 'x' })));
    await subscription.bury(await takeOne(harness, subscription), { stage: 'deliver', error: serverError });
    const x2 = await takeOne(harness, subscription);
    await log.deadLetters.replay({});
    assert.deepEqual(await takeNow(harness, subscription), [], 'x2 is out');
    await subscription.ack([x2], 'delivered');
    const x1 = await takeOne(harness, subscription);
    assert.equal(x1.event.id, 'x1');
    await subscription.bury(x1, { stage: 'deliver', error: serverError });
    await log.deadLetters.replay({});
    const afterX1 = await drain(harness, subscription, 1);
    assert.deepEqual(afterX1, ['x1', 'x3', 'x4'], 'x3 was ready, but not handed out');
    await log.append(['x5', 'x6'].map((id) => someEvent({ id, partitionkey: 'x' })));
    await subscription.bury(await takeOne(harness, subscription), { stage: 'deliver', error: serverError });
    const x6 = await takeOne(harness, subscription);
    await log.deadLetters.replay({});
    await subscription.retry(x6, { atMs: harness.clock.now(), error: serverError });
    const afterX6 = await drain(harness, subscription, 1);
    assert.deepEqual(afterX6, ['x5', 'x6'], 'x6 came back, so x5 goes first');
    await assertBalanced(subscription);
  },
};
