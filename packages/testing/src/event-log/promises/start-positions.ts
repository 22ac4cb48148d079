import assert from 'node:assert/strict';
import type { Subscription } from '@touchline/core';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';
import { drain } from '../taking.ts';

export const startPositions: EventLogPromise = {
  name: 'a new cursor starts now, at the beginning, at a time or at a position, and at no other place when it is reopened',
  async run(harness) {
    const log = await harness.open();
    const [first] = await log.append(someEvents('a'));
    await harness.clock.advance(1_000);
    const timeMs = harness.clock.now();
    const [second] = await log.append(someEvents('b'));
    await harness.clock.advance(1_000);
    await log.append(someEvents('c'));
    const starts = {
      now: { start: 'now' as const, ids: ['d', 'e'] },
      unset: { ids: ['d', 'e'] },
      beginning: { start: 'beginning' as const, ids: ['a', 'b', 'c', 'd', 'e'] },
      time: { start: { timeMs }, ids: ['b', 'c', 'd', 'e'] },
      'late time': { start: { timeMs: timeMs + 1_001 }, ids: ['d', 'e'] },
      position: { start: { position: second?.position ?? 0 }, ids: ['b', 'c', 'd', 'e'] },
      'later position': { start: { position: (first?.position ?? 0) + 3 }, ids: ['d', 'e'] },
      'future position': { start: { position: (first?.position ?? 0) + 4 }, ids: ['e'] },
    };
    const open: [Subscription, number][] = [];
    for (const [name, { ids, ...start }] of Object.entries(starts)) {
      const subscription = await log.subscribe({ name, types: ['*'], ...start });
      assert.equal((await subscription.counts()).matched, ids.filter((id) => id < 'd').length, name);
      open.push([subscription, ids.length]);
    }
    await log.append(someEvents('d'));
    await log.append(someEvents('e'));
    for (const [subscription, matched] of open)
      assert.equal((await subscription.counts()).matched, matched, subscription.name);
    await harness.crash();
    const reopened = await harness.open();
    for (const [name, { ids }] of Object.entries(starts)) {
      const subscription = await reopened.subscribe({ name, types: ['*'], start: 'beginning' });
      assert.deepEqual(await drain(harness, subscription), ids, name);
      assert.equal((await subscription.counts()).matched, ids.length, name);
    }
  },
};
