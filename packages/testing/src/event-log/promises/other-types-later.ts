import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvent } from '../some-events.ts';
import { assertBalanced, drain, takeNow } from '../taking.ts';

export const otherTypesLater: EventLogPromise = {
  name: 'a cursor that is opened with other types goes on where it stood, and its counts still add up',
  async run(harness) {
    const log = await harness.open();
    const subscription = await log.subscribe({ name: 'all', types: ['payment.*'] });
    await log.append([
      someEvent({ id: 'a' }),
      someEvent({ id: 'mail 1', type: 'email.sent' }),
      someEvent({ id: 'b' }),
      someEvent({ id: 'c' }),
      someEvent({ id: 'mail 2', type: 'email.sent' }),
    ]);
    const [a, b] = await takeNow(harness, subscription, 2);
    assert.ok(a && b);
    await subscription.ack([a], 'delivered');
    await subscription.close();
    const wider = await log.subscribe({ name: 'all', types: ['*'] });
    await assertBalanced(wider);
    assert.deepEqual((await wider.counts()).delivered, 1);
    const ids = await drain(harness, wider);
    assert.deepEqual(ids.slice(-3), ['b', 'c', 'mail 2']);
    assert.ok(!ids.includes('a'), 'what is settled stays settled');
    await assertBalanced(wider);
    assert.equal((await wider.counts()).pending, 0);
  },
};
