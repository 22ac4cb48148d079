import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvent, someEvents } from '../some-events.ts';
import { drain, serverError, takeNow } from '../taking.ts';

export const replaysYield: EventLogPromise = {
  name: 'live deliveries go before replayed ones, but do not starve them',
  async run(harness) {
    const log = await harness.open();
    const subscription = await log.subscribe({ name: 'all', types: ['*'] });
    await log.append(someEvents('dead 1', 'dead 2', 'dead 3'));
    for (const lease of await takeNow(harness, subscription))
      await subscription.bury(lease, { stage: 'deliver', error: serverError });
    await log.append(Array.from({ length: 100 }, (_, index) => someEvent({ id: `live ${index}` })));
    await log.deadLetters.replay({});
    const ids = await drain(harness, subscription, 1);
    assert.equal(ids[0], 'live 0');
    assert.equal(ids.length, 103);
    const firstReplayed = ids.indexOf('dead 1');
    assert.ok(firstReplayed > 0 && firstReplayed < 100, 'the first replayed comes before the last live one');
  },
};
