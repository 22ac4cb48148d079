import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvent } from '../some-events.ts';
import { drain } from '../taking.ts';

export const patterns: EventLogPromise = {
  name: 'a subscription gets what its patterns say: exact types, prefixes, everything; each event once',
  async run(harness) {
    const log = await harness.open();
    const types = ['payment.succeeded', 'payment.method.attached', 'payments.other', 'payment', 'email.sent'];
    const expected = {
      '*': ['0', '1', '2', '3', '4'],
      'payment.*': ['0', '1'],
      'payment.method.*': ['1'],
      'payment.succeeded': ['0'],
      'payment.*,payment.succeeded,email.sent': ['0', '1', '4'],
      'nothing.*': [],
    };
    const behind = await log.subscribe({ name: 'holds the beginning', types: ['*'], start: 'beginning' });
    for (const patterns of Object.keys(expected))
      await log.subscribe({ name: patterns, types: patterns.split(',') });
    await log.append(types.map((type, index) => someEvent({ id: String(index), type })));
    await behind.close();
    await harness.crash();
    const reopened = await harness.open();
    for (const [patterns, ids] of Object.entries(expected)) {
      // Once from storage, once from the head.
      const subscription = await reopened.subscribe({ name: patterns, types: patterns.split(',') });
      assert.equal((await subscription.counts()).matched, ids.length, patterns);
      assert.deepEqual(await drain(harness, subscription), ids, patterns);
    }
    await assert.rejects(reopened.subscribe({ name: 'wrong', types: ['payment*'] }), {
      code: 'route.invalid',
    });
  },
};
