import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvent } from '../some-events.ts';
import { drain, idsOf, serverError, takeNow } from '../taking.ts';

export const partitionOrderSurvives: EventLogPromise = {
  name: 'the order within a key survives a restart while its first event waits for a retry',
  async run(harness) {
    const log = await harness.open();
    const spec = { name: 'ordered', types: ['*'], order: 'partition' as const };
    const subscription = await log.subscribe(spec);
    await log.append(ofKeys('x1', 'y1', 'x2', 'x3', 'y2'));
    const [x1, y1] = await takeNow(harness, subscription);
    assert.ok(x1 && y1);
    const atMs = harness.clock.now() + 1_000;
    await subscription.retry(x1, { atMs, error: serverError });
    await subscription.ack([y1], 'delivered');
    await subscription.close();
    await harness.crash();
    const reopened = await (await harness.open()).subscribe(spec);
    assert.deepEqual(idsOf(await takeNow(harness, reopened)), ['y2']);
    await harness.clock.advance(1_000);
    assert.deepEqual(await drain(harness, reopened), ['x1', 'x2', 'x3']);
  },
};

const ofKeys = (...ids: readonly string[]) => ids.map((id) => someEvent({ id, partitionkey: id.charAt(0) }));
