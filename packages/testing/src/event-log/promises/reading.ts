import assert from 'node:assert/strict';
import type { EventLog } from '@touchline/core';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvent } from '../some-events.ts';

export const reading: EventLogPromise = {
  name: 'a reading gives what its range says, in order, as the log stood when it began',
  async run(harness) {
    const log = await harness.open();
    const [first] = await log.append([
      someEvent({ id: 'a', subject: 's', partitionkey: 'k' }),
      someEvent({ id: 'b', type: 'email.sent', partitionkey: 'k' }),
    ]);
    const start = first?.position ?? 0;
    await harness.clock.advance(1_000);
    const laterMs = harness.clock.now();
    await log.append([someEvent({ id: 'c', source: '/elsewhere', subject: 's' }), someEvent({ id: 'd' })]);
    const expected: readonly (readonly [Parameters<EventLog['read']>[0], string])[] = [
      [undefined, 'abcd'],
      [{ fromPosition: start + 1 }, 'bcd'],
      [{ toPosition: start + 1 }, 'ab'],
      [{ fromPosition: start + 1, toPosition: start + 2 }, 'bc'],
      [{ fromMs: laterMs }, 'cd'],
      [{ beforeMs: laterMs }, 'ab'],
      [{ types: ['payment.*'] }, 'acd'],
      [{ types: [] }, ''],
      [{ source: '/elsewhere' }, 'c'],
      [{ id: 'b' }, 'b'],
      [{ source: '/tests', id: 'b' }, 'b'],
      [{ source: '/elsewhere', id: 'b' }, ''],
      [{ subject: 's' }, 'ac'],
      [{ partitionkey: 'k' }, 'ab'],
      [{ subject: 's', partitionkey: 'k' }, 'a'],
      [{ limit: 3 }, 'abc'],
      [{ limit: 0 }, ''],
      [{ types: ['payment.*'], fromPosition: start + 1, limit: 1 }, 'c'],
    ];
    for (const [range, ids] of expected) {
      let read = '';
      for await (const { event } of log.read(range)) read += event.id;
      assert.equal(read, ids, JSON.stringify(range));
    }
    let read = '';
    for await (const { event } of log.read()) {
      read += event.id;
      await log.append([someEvent({ id: `meanwhile ${event.id}` })]);
    }
    assert.equal(read, 'abcd');
  },
};
