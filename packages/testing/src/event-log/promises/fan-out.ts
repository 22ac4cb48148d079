import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';
import { drain, takeNow } from '../taking.ts';

export const fanOut: EventLogPromise = {
  name: 'every subscription gets every event of its types, each once',
  async run(harness) {
    const log = await harness.open();
    const one = await log.subscribe({ name: 'one', types: ['*'] });
    const other = await log.subscribe({ name: 'other', types: ['*'] });
    await log.append(someEvents('a', 'b', 'c'));
    assert.deepEqual(await drain(harness, one), ['a', 'b', 'c']);
    assert.deepEqual(await drain(harness, other), ['a', 'b', 'c']);
    assert.deepEqual(await takeNow(harness, one), []);
    await assert.rejects(log.subscribe({ name: 'one', types: ['*'] }), { code: 'route.invalid' });
  },
};
