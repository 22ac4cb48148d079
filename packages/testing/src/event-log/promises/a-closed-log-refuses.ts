import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';
import { takeNow } from '../taking.ts';

export const aClosedLogRefuses: EventLogPromise = {
  name: 'a closed log refuses every call, and closing it twice does nothing',
  async run(harness) {
    const log = await harness.open();
    const subscription = await log.subscribe({ name: 'all', types: ['*'] });
    await log.append(someEvents('a'));
    const [lease] = await takeNow(harness, subscription);
    assert.ok(lease);
    const waiting = subscription.next(1);
    await log.close();
    await log.close();
    assert.deepEqual(await waiting, []);
    const refused = { code: 'log.closed' };
    await assert.rejects(log.append(someEvents('b')), refused);
    await assert.rejects(log.subscribe({ name: 'other', types: ['*'] }), refused);
    await assert.rejects(log.unsubscribe('all'), refused);
    await assert.rejects(log.stats(), refused);
    await assert.rejects(log.trim({}), refused);
    await assert.rejects(async () => {
      for await (const stored of log.read()) assert.fail(`read ${stored.position}`);
    }, refused);
    await assert.rejects(log.deadLetters.list(), refused);
    await assert.rejects(log.deadLetters.count(), refused);
    await assert.rejects(log.deadLetters.get('any'), refused);
    await assert.rejects(log.deadLetters.replay({}), refused);
    await assert.rejects(log.deadLetters.discard({}), refused);
    assert.deepEqual(await subscription.next(1), [], 'a consumer that asks again ends as one that waited');
    await assert.rejects(subscription.ack([lease], 'delivered'), refused);
    await assert.rejects(subscription.counts(), refused);
  },
};
