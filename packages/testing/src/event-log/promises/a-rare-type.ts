import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvent } from '../some-events.ts';
import { idsOf } from '../taking.ts';

export const aRareType: EventLogPromise = {
  name: 'a consumer of a rare type gets the one event deep in the log, and then those that are appended',
  async run(harness) {
    const log = await harness.open();
    const common = Array.from({ length: 6_000 }, (_, index) =>
      someEvent({ id: `common ${index}`, type: 'page.viewed' }),
    );
    await log.append(common);
    await log.append([someEvent({ id: 'rare', type: 'payment.failed' })]);
    const rare = await log.subscribe({ name: 'rare', types: ['payment.failed'], start: 'beginning' });
    assert.equal((await rare.counts()).matched, 1);
    const leases = await rare.next(10);
    assert.deepEqual(idsOf(leases), ['rare']);
    await rare.ack(leases, 'delivered');
    const waiting = rare.next(10);
    await log.append([someEvent({ id: 'common again', type: 'page.viewed' })]);
    await log.append([someEvent({ id: 'rare again', type: 'payment.failed' })]);
    assert.deepEqual(idsOf(await waiting), ['rare again']);
  },
};
