import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvents } from '../some-events.ts';
import { serverError, takeNow } from '../taking.ts';

export const deadLettersArePaged: EventLogPromise = {
  name: 'dead letters come oldest first, page by page, also when letters of earlier pages are gone',
  async run(harness) {
    const log = await harness.open();
    const subscription = await log.subscribe({ name: 'all', types: ['*'] });
    await log.append(someEvents('a', 'b', 'c', 'd', 'e'));
    for (const lease of await takeNow(harness, subscription))
      await subscription.bury(lease, { stage: 'deliver', error: serverError });
    const [a, b] = await log.deadLetters.list({}, { limit: 2 });
    assert.ok(a && b);
    const next = await log.deadLetters.list({}, { limit: 2, afterId: b.id });
    assert.deepEqual(
      [a, b, ...next].map((letter) => letter.kind === 'delivery' && letter.event.id),
      ['a', 'b', 'c', 'd'],
    );
    await log.deadLetters.discard({ ids: [b.id] });
    assert.deepEqual(await log.deadLetters.list({}, { limit: 2, afterId: b.id }), next);
    assert.deepEqual(await log.deadLetters.list({}, { limit: 0 }), []);
  },
};
