import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvent } from '../some-events.ts';
import { idsOf } from '../taking.ts';

export const patternsAtTheHead: EventLogPromise = {
  name: 'patterns hold for events that are appended while a consumer waits',
  async run(harness) {
    const log = await harness.open();
    const exact = await log.subscribe({ name: 'exact', types: ['payment.succeeded'] });
    const prefix = await log.subscribe({ name: 'prefix', types: ['payment.*'] });
    const waiting = [exact.next(10), prefix.next(10)];
    await log.append([
      someEvent({ id: 'mail', type: 'email.sent' }),
      someEvent({ id: 'failed', type: 'payment.failed' }),
      someEvent({ id: 'succeeded', type: 'payment.succeeded' }),
    ]);
    const [fromExact = [], fromPrefix = []] = await Promise.all(waiting);
    assert.deepEqual(idsOf(fromExact), ['succeeded']);
    assert.deepEqual(idsOf(fromPrefix), ['failed', 'succeeded']);
  },
};
