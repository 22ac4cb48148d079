import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';
import { assertBalanced, serverError, takeNow, takeOne } from '../taking.ts';

export const replay: EventLogPromise = {
  name: 'a replayed letter is due at once, begins its attempts anew and keeps its progress',
  async run(harness) {
    const log = await harness.open();
    const subscription = await log.subscribe({ name: 'all', types: ['*'] });
    await log.append(someEvents('a', 'b'));
    const a = await takeOne(harness, subscription);
    await subscription.retry(a, { atMs: harness.clock.now(), error: serverError });
    const [again, b] = await takeNow(harness, subscription);
    assert.ok(again && b);
    await subscription.bury(again, { stage: 'deliver', error: serverError, progress: 3 });
    assert.equal((await log.deadLetters.list())[0]?.kind === 'delivery', true);
    await subscription.ack([b], 'delivered');
    const waiting = subscription.next(1);
    assert.equal(await log.deadLetters.replay({ codes: ['map.failed'] }), 0);
    assert.equal(await log.deadLetters.replay({ subscriptions: ['all'] }), 1);
    const [replayed] = await waiting;
    assert.ok(replayed);
    assert.deepEqual(
      [replayed.event.id, replayed.attempt, replayed.firstAttemptMs, replayed.progress, replayed.replayed],
      ['a', 1, undefined, 3, true],
    );
    const { dead, pending } = await subscription.counts();
    assert.deepEqual({ dead, pending }, { dead: 0, pending: 1 });
    assert.equal(await log.deadLetters.count(), 0);
    await subscription.bury(replayed, { stage: 'deliver', error: serverError });
    assert.equal((await subscription.counts()).dead, 1);
    await assertBalanced(subscription);
  },
};
