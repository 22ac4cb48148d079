import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';

export const counting: EventLogPromise = {
  name: 'counting tells how many events a reading would give, and counts say where they begin',
  async run(harness) {
    const log = await harness.open();
    const receipts = await log.append(someEvents('a', 'b', 'c', 'd'));
    assert.equal(await log.count(), 4);
    assert.equal(await log.count({ fromPosition: receipts[1]?.position ?? 0 }), 3);
    assert.equal(await log.count({ toPosition: receipts[1]?.position ?? 0 }), 2);
    assert.equal(await log.count({ types: ['no.such.type'] }), 0);
    assert.equal(await log.count({ id: 'a' }), await lengthOf(log.read({ id: 'a' })));
    const whole = await log.subscribe({ name: 'whole', types: ['*'], start: 'beginning' });
    const late = await log.subscribe({ name: 'late', types: ['*'] });
    await log.append(someEvents('e'));
    for (const subscription of [whole, late]) {
      const { matched, countedFrom } = await subscription.counts();
      assert.ok(countedFrom !== undefined);
      assert.equal(await log.count({ fromPosition: countedFrom }), matched);
    }
    await late.close();
    await harness.crash();
    const again = await (await harness.open()).subscribe({ name: 'late', types: ['some.other'] });
    assert.equal((await again.counts()).countedFrom, undefined, 'other types make it a sum');
  },
};

const lengthOf = async (iterable: AsyncIterable<unknown>): Promise<number> => {
  let length = 0;
  for await (const _ of iterable) length += 1;
  return length;
};
