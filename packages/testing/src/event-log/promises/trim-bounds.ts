import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';
import { drain } from '../taking.ts';

export const trimBounds: EventLogPromise = {
  name: 'retention keeps what each bound allows, and positions only grow',
  async run(harness) {
    const log = await harness.open();
    await log.append(someEvents('a', 'b', 'c', 'd'));
    const before = await log.stats();
    assert.deepEqual(await log.trim({}), { dropped: 0, lost: {} });
    assert.deepEqual(await log.trim({ maxEvents: 4, maxAgeMs: 1, maxBytes: before.bytes }), {
      dropped: 0,
      lost: {},
    });
    assert.equal((await log.trim({ maxBytes: before.bytes - 1 })).dropped, 1);
    assert.equal((await log.trim({ maxEvents: 2 })).dropped, 1);
    const after = await log.stats();
    assert.deepEqual([after.events, after.bytes], [2, before.bytes / 2]);
    assert.deepEqual(
      [after.oldestPosition, after.newestPosition],
      [(before.oldestPosition ?? 0) + 2, before.newestPosition],
    );
    assert.equal((await log.trim({ maxEvents: 0 })).dropped, 2);
    const empty = await log.stats();
    assert.deepEqual(
      [empty.events, empty.bytes, empty.oldestPosition, empty.newestPosition],
      [0, 0, undefined, undefined],
    );
    await log.close();
    const reopened = await harness.open();
    assert.equal((await reopened.stats()).lastPosition, before.newestPosition);
    const late = await reopened.subscribe({ name: 'late', types: ['*'], start: 'beginning' });
    const [receipt] = await reopened.append(someEvents('a'));
    assert.deepEqual(receipt, { position: (before.newestPosition ?? 0) + 1, duplicate: false });
    assert.deepEqual(await drain(harness, late), ['a']);
  },
};
