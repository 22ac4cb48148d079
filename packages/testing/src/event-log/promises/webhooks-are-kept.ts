import assert from 'node:assert/strict';
import type { DeadWebhook } from '@touchline/core';
import type { EventLogPromise } from '../event-log-harness.ts';
import { serverError } from '../taking.ts';

export const webhooksAreKept: EventLogPromise = {
  name: 'a webhook that could not be understood is kept as it came, and is never replayed',
  async run(harness) {
    const log = await harness.open();
    const letter: Omit<DeadWebhook, 'id' | 'kind' | 'buriedAtMs'> = {
      connector: 'acme-pay',
      stage: 'parse',
      error: { ...serverError, code: 'webhook.payload_invalid' },
      request: {
        method: 'POST',
        url: 'https://example.test/hooks/acme-pay',
        headers: { 'content-type': 'application/json' },
        bodyBase64: 'e30=',
        items: [0, 2],
      },
    };
    const buriedAtMs = harness.clock.now();
    const id = await log.deadLetters.addWebhook(letter);
    await harness.crash();
    const { deadLetters } = await harness.open();
    assert.deepEqual(await deadLetters.get(id), { ...letter, kind: 'webhook', id, buriedAtMs });
    assert.equal(await deadLetters.count({ connector: 'acme-pay', stages: ['parse'] }), 1);
    assert.equal(await deadLetters.count({ connector: 'another' }), 0);
    assert.equal(await deadLetters.count({ types: ['*'] }), 0, 'a webhook is of no event type');
    assert.equal(await deadLetters.replay({}), 0);
    assert.equal(await deadLetters.discard({ ids: [id] }), 1);
    assert.equal(await deadLetters.get(id), undefined);
  },
};
