import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';
import { idsOf } from '../taking.ts';

export const competingConsumers: EventLogPromise = {
  name: 'consumers of one subscription share its deliveries, and none comes twice',
  async run(harness) {
    const log = await harness.open();
    const subscription = await log.subscribe({ name: 'all', types: ['*'] });
    const consumers = [subscription.next(2), subscription.next(2), subscription.next(2)];
    await log.append(someEvents('a', 'b', 'c', 'd', 'e', 'f'));
    const ids = (await Promise.all(consumers)).flatMap(idsOf);
    assert.deepEqual([...ids].sort(), ['a', 'b', 'c', 'd', 'e', 'f']);
  },
};
