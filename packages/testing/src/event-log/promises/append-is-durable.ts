import assert from 'node:assert/strict';
import type { StoredEvent } from '@touchline/core';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';

export const appendIsDurable: EventLogPromise = {
  name: 'what was acknowledged is there after a crash, in order and at consecutive positions',
  async run(harness) {
    const log = await harness.open();
    const first = await log.append(someEvents('a'));
    const rest = await log.append(someEvents('b', 'c'));
    const positions = [...first, ...rest].map(({ position }) => position);
    const [start = 0] = positions;
    assert.ok(Number.isSafeInteger(start) && start > 0, 'a position is a positive integer');
    assert.deepEqual(positions, [start, start + 1, start + 2]);
    await harness.crash();
    const held: StoredEvent[] = [];
    for await (const stored of (await harness.open()).read()) held.push(stored);
    assert.deepEqual(
      held.map(({ event, position }) => [event, position]),
      someEvents('a', 'b', 'c').map((event, index) => [event, start + index]),
    );
  },
};
