import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvent } from '../some-events.ts';
import { serverError, takeNow } from '../taking.ts';

export const burial: EventLogPromise = {
  name: 'a buried delivery is a dead letter, found by every part of a filter, and stays one after a crash',
  async run(harness) {
    const log = await harness.open();
    const subscription = await log.subscribe({ name: 'all', types: ['*'] });
    const [receipt] = await log.append([
      someEvent({ id: 'a' }),
      someEvent({ id: 'b', type: 'email.sent' }),
      someEvent({ id: 'c' }),
    ]);
    const [a, b] = await takeNow(harness, subscription, 2);
    assert.ok(a && b);
    const fromMs = harness.clock.now();
    await subscription.bury(a, { stage: 'map', error: { ...serverError, code: 'map.failed' } });
    await harness.clock.advance(1_000);
    await subscription.bury(b, { stage: 'deliver', error: serverError });
    await harness.crash();
    const { deadLetters } = await harness.open();
    const [first, second, ...rest] = await deadLetters.list();
    assert.ok(first && second && rest.length === 0);
    assert.deepEqual(first, {
      kind: 'delivery',
      id: first.id,
      subscription: 'all',
      stage: 'map',
      error: { ...serverError, code: 'map.failed' },
      attempts: 1,
      buriedAtMs: fromMs,
      position: receipt?.position,
      event: someEvent({ id: 'a' }),
    });
    assert.deepEqual(await deadLetters.get(first.id), first);
    assert.equal(await deadLetters.get('no such id'), undefined);
    const filters = [
      { ids: [first.id] },
      { stages: ['map' as const] },
      { codes: ['map.failed'] },
      { types: ['payment.*'] },
      { beforeMs: fromMs + 1_000 },
      {
        subscriptions: ['all'],
        kind: 'delivery' as const,
        types: ['payment.succeeded', 'email.*'],
        fromMs,
        ids: [first.id],
      },
    ];
    for (const filter of filters) {
      assert.deepEqual(await deadLetters.list(filter), [first], JSON.stringify(filter));
      assert.equal(await deadLetters.count(filter), 1);
    }
    assert.deepEqual(await deadLetters.list({ fromMs: fromMs + 1_000 }), [second]);
    for (const filter of [
      { ids: [] },
      { kind: 'webhook' as const },
      { subscriptions: ['other'] },
      { connector: 'acme-pay' },
    ])
      assert.equal(await deadLetters.count(filter), 0, JSON.stringify(filter));
  },
};
