import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';
import { serverError, takeNow } from '../taking.ts';

export const aLeaseSettlesOnce: EventLogPromise = {
  name: 'a lease can be settled once; then it is lost, and nothing is counted twice',
  async run(harness) {
    const log = await harness.open();
    const subscription = await log.subscribe({ name: 'all', types: ['*'] });
    await log.append(someEvents('a', 'b', 'c', 'd'));
    const [a, b, c, d] = await takeNow(harness, subscription);
    assert.ok(a && b && c && d);
    await subscription.ack([a], 'delivered');
    await subscription.retry(b, { atMs: harness.clock.now(), error: serverError });
    await subscription.bury(c, { stage: 'deliver', error: serverError });
    await subscription.release([d]);
    for (const lease of [a, b, c, d]) {
      await assert.rejects(subscription.ack([lease], 'delivered'), { code: 'log.lease_lost' });
      await assert.rejects(subscription.release([lease]), { code: 'log.lease_lost' });
      await assert.rejects(subscription.bury(lease, { stage: 'deliver', error: serverError }), {
        code: 'log.lease_lost',
      });
      await assert.rejects(subscription.retry(lease, { atMs: 0, error: serverError }), {
        code: 'log.lease_lost',
      });
    }
    const { matched, delivered, dead, pending } = await subscription.counts();
    assert.deepEqual(
      { matched, delivered, dead, pending },
      { matched: 4, delivered: 1, dead: 1, pending: 2 },
    );
  },
};
