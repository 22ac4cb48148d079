import assert from 'node:assert/strict';
import type { DeadLetterFilter } from '@touchline/core';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';
import { assertBalanced, drain, serverError, takeNow } from '../taking.ts';

export const discard: EventLogPromise = {
  name: 'a discarded letter is gone for good, and stays counted as dead',
  async run(harness) {
    const log = await harness.open();
    const subscription = await log.subscribe({ name: 'all', types: ['*'] });
    await log.append(someEvents('a', 'b'));
    const [a, b] = await takeNow(harness, subscription);
    assert.ok(a && b);
    // `a` is still out, so the cursor has not passed `b`.
    await subscription.bury(b, { stage: 'deliver', error: serverError });
    // A misspelt member would choose all letters, for good.
    const misspelt = { subscription: ['none'] } as DeadLetterFilter;
    await assert.rejects(log.deadLetters.discard(misspelt), { code: 'dead_letter.filter_invalid' });
    await assert.rejects(log.deadLetters.replay(misspelt), { code: 'dead_letter.filter_invalid' });
    assert.equal(await log.deadLetters.discard({}), 1);
    assert.equal(await log.deadLetters.count(), 0);
    assert.equal(await log.deadLetters.replay({}), 0);
    await harness.crash();
    const reopened = await (await harness.open()).subscribe({ name: 'all', types: ['*'] });
    assert.equal((await reopened.counts()).dead, 1);
    assert.deepEqual(await drain(harness, reopened), ['a']);
    await assertBalanced(reopened);
  },
};
