import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';
import { drain, serverError, takeNow } from '../taking.ts';

export const unsubscribeForgets: EventLogPromise = {
  name: 'a subscription that is forgotten leaves nothing behind, and can start anew',
  async run(harness) {
    const log = await harness.open();
    const subscription = await log.subscribe({ name: 'all', types: ['*'] });
    await log.append(someEvents('a', 'b', 'c'));
    const [a, b, c] = await takeNow(harness, subscription);
    assert.ok(a && b && c);
    await subscription.ack([a], 'delivered');
    await subscription.retry(b, { atMs: harness.clock.now() + 1_000, error: serverError });
    await subscription.bury(c, { stage: 'deliver', error: serverError });
    await assert.rejects(log.unsubscribe('all'), { code: 'route.invalid' }, 'it is open');
    await subscription.close();
    assert.deepEqual((await log.stats()).subscriptions, ['all']);
    await log.unsubscribe('all');
    await log.unsubscribe('never there');
    const { subscriptions, deadLetters } = await log.stats();
    assert.deepEqual({ subscriptions, deadLetters }, { subscriptions: [], deadLetters: 0 });
    await harness.crash();
    const anew = await (await harness.open()).subscribe({ name: 'all', types: ['*'], start: 'beginning' });
    const { matched, delivered, pending, parked } = await anew.counts();
    assert.deepEqual(
      { matched, delivered, pending, parked },
      { matched: 3, delivered: 0, pending: 3, parked: 0 },
    );
    assert.deepEqual(await drain(harness, anew), ['a', 'b', 'c']);
  },
};
