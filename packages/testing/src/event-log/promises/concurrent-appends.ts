import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';

export const concurrentAppends: EventLogPromise = {
  name: 'appends that run at once each get their own positions, and none is lost',
  async run(harness) {
    const log = await harness.open();
    const calls = Array.from({ length: 50 }, (_, call) =>
      log.append(someEvents(`${call}-first`, `${call}-second`)),
    );
    const receipts = await Promise.all(calls);
    for (const [first, second] of receipts) assert.equal(second?.position, (first?.position ?? 0) + 1);
    assert.equal(new Set(receipts.flat().map(({ position }) => position)).size, 100);
    assert.equal((await log.stats()).events, 100);
  },
};
