import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvent, someEvents } from '../some-events.ts';
import { assertBalanced, drain, serverError, takeNow } from '../taking.ts';

export const trimCountsTheLost: EventLogPromise = {
  name: 'a trim drops what the policy does not keep, and counts every delivery that it loses',
  async run(harness) {
    const log = await harness.open();
    const open = await log.subscribe({ name: 'open', types: ['*'] });
    const closed = await log.subscribe({ name: 'closed', types: ['payment.*'] });
    await closed.close();
    await log.append([...someEvents('a', 'b', 'c'), someEvent({ id: 'mail', type: 'email.sent' })]);
    await harness.clock.advance(10_000);
    await log.append(someEvents('d', 'e'));
    const [a, b] = await takeNow(harness, open, 2);
    assert.ok(a && b);
    await open.retry(a, { atMs: harness.clock.now() + 1_000, error: serverError });
    const report = await log.trim({ maxAgeMs: 10_000 - 1 });
    assert.deepEqual(report, { dropped: 4, lost: { open: 2, closed: 3 } });
    await assertBalanced(open);
    assert.deepEqual((await open.counts()).lost, 2);
    assert.deepEqual(await drain(harness, open), ['d', 'e']);
    await open.ack([b], 'delivered');
    await harness.clock.advance(1_000);
    assert.deepEqual(await drain(harness, open), ['a'], 'a parked delivery keeps its event');
    const { matched, delivered, lost, pending } = await open.counts();
    assert.deepEqual(
      { matched, delivered, lost, pending },
      { matched: 6, delivered: 4, lost: 2, pending: 0 },
    );
    await harness.crash();
    const reopened = await (await harness.open()).subscribe({
      name: 'closed',
      types: ['payment.*'],
      start: 'beginning',
    });
    assert.equal((await reopened.counts()).matched, 5);
    assert.deepEqual(await drain(harness, reopened), ['d', 'e']);
    await assertBalanced(reopened);
  },
};
