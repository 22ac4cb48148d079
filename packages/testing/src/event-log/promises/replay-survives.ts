import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';
import { serverError, takeNow } from '../taking.ts';

export const replaySurvives: EventLogPromise = {
  name: 'a replay is durable, also for a subscription that is not open',
  async run(harness) {
    const log = await harness.open();
    const open = await log.subscribe({ name: 'open', types: ['*'] });
    const closed = await log.subscribe({ name: 'closed', types: ['*'] });
    await log.append(someEvents('a', 'b'));
    for (const subscription of [open, closed])
      for (const lease of await takeNow(harness, subscription))
        await subscription.bury(lease, { stage: 'deliver', error: serverError, progress: 1 });
    await closed.close();
    assert.equal(await log.deadLetters.replay({}), 4);
    assert.equal((await open.counts()).pending, 2);
    await harness.crash();
    const reopened = await harness.open();
    for (const name of ['open', 'closed']) {
      const subscription = await reopened.subscribe({ name, types: ['*'] });
      const { matched, dead, pending } = await subscription.counts();
      assert.deepEqual({ matched, dead, pending }, { matched: 2, dead: 0, pending: 2 }, name);
      const leases = await takeNow(harness, subscription);
      assert.deepEqual(
        leases.map(({ event, attempt, progress, replayed }) => [event.id, attempt, progress, replayed]),
        [
          ['a', 1, 1, true],
          ['b', 1, 1, true],
        ],
        name,
      );
      await subscription.ack(leases, 'delivered');
    }
  },
};
