import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvent } from '../some-events.ts';
import { drain, serverError, takeNow } from '../taking.ts';

export const orderAskedForLater: EventLogPromise = {
  name: 'a subscription that is opened again with order keeps it, also for what was parked without order',
  async run(harness) {
    const log = await harness.open();
    const loose = await log.subscribe({ name: 'all', types: ['*'] });
    await log.append(['x1', 'x2', 'x3'].map((id) => someEvent({ id, partitionkey: 'x' })));
    const [, x2] = await takeNow(harness, loose);
    assert.ok(x2);
    await loose.retry(x2, { atMs: harness.clock.now(), error: serverError });
    await loose.close();
    const ordered = await log.subscribe({ name: 'all', types: ['*'], order: 'partition' });
    assert.deepEqual(await drain(harness, ordered), ['x1', 'x2', 'x3']);
  },
};
