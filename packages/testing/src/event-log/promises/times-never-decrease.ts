import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';

export const timesNeverDecrease: EventLogPromise = {
  name: 'times never decrease along the log, also when the clock is put back, and across restarts',
  async run(harness) {
    const startMs = harness.clock.now();
    const log = await harness.open();
    await log.append(someEvents('a'));
    harness.clock.jumpTo(startMs - 60_000);
    await log.append(someEvents('b'));
    await log.close();
    const reopened = await harness.open();
    await reopened.append(someEvents('c'));
    harness.clock.jumpTo(startMs + 1);
    await reopened.append(someEvents('d'));
    const times: number[] = [];
    for await (const { storedAtMs } of reopened.read()) times.push(storedAtMs);
    assert.deepEqual(times, [startMs, startMs, startMs, startMs + 1]);
  },
};
