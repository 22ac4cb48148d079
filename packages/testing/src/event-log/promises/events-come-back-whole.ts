import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvent } from '../some-events.ts';
import { takeOne } from '../taking.ts';

export const eventsComeBackWhole: EventLogPromise = {
  name: 'an event comes back exactly as it was appended',
  async run(harness) {
    const event = {
      ...someEvent({
        id: 'ä "quoted" \u2028',
        subject: '😀',
        partitionkey: "k'",
        data: { deep: [1, null, { __proto__x: 'x' }] },
      }),
      tenantid: 't',
      acmecustom: 7,
    };
    const log = await harness.open();
    const subscription = await log.subscribe({ name: 'all', types: ['*'] });
    await log.append([event]);
    assert.deepEqual((await takeOne(harness, subscription)).event, event);
    await harness.crash();
    const reopened = await harness.open();
    for await (const stored of reopened.read()) assert.deepEqual(stored.event, event);
    const again = await reopened.subscribe({ name: 'all', types: ['*'] });
    assert.deepEqual((await takeOne(harness, again)).event, event);
  },
};
