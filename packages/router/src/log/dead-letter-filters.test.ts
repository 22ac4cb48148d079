import type { DeadLetterFilter } from '@touchline/core';
import { manualClock } from '@touchline/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LocalEventLog } from './local-log.ts';
import { createMemoryLog } from './memory-log.ts';
import { createSqliteLog } from './sqlite-log.ts';

const types = ['payment.succeeded', 'payment.failed', 'email.sent', 'paymentx.y'];
const codes = ['map.failed', 'http.rejected'] as const;
const stages = ['map', 'input', 'authorize', 'deliver'] as const;
const startMs = 1_000_000;

/** Puts the same letters into both logs. */
const fill = async (log: LocalEventLog, clock: ReturnType<typeof manualClock>): Promise<void> => {
  const subscriptions = [
    await log.subscribe({ name: 'one', types: ['*'] }),
    await log.subscribe({ name: "two's", types: ['payment.*'] }),
  ];
  await log.append(
    Array.from({ length: 16 }, (_, index) => ({
      specversion: '1.0' as const,
      id: `${index}`,
      source: '/tests',
      type: types[index % types.length] as string,
      time: '2026-01-01T00:00:00Z',
      datacontenttype: 'application/json' as const,
      data: {},
    })),
  );
  for (const subscription of subscriptions)
    for (const lease of await subscription.next(16)) {
      await clock.advance(1_000);
      await subscription.bury(lease, {
        stage: stages[lease.position % 3] as (typeof stages)[number],
        error: {
          code: codes[lease.position % 2] as (typeof codes)[number],
          message: 'No.',
          disposition: 'reject',
        },
      });
    }
  for (const connector of ['stripe', 'adyen'])
    await log.deadLetters.addWebhook({
      connector,
      stage: 'parse',
      error: { code: 'webhook.payload_invalid', message: 'No.', disposition: 'reject' },
      request: { method: 'POST', url: 'https://example.test', headers: {}, bodyBase64: '' },
    });
};

const filters: fc.Arbitrary<DeadLetterFilter> = fc.record(
  {
    ids: fc.array(
      fc.oneof(
        fc.nat(30).map((sequence) => `dl-${sequence}`),
        fc.constant("x' OR 1=1"),
      ),
    ),
    kind: fc.constantFrom('delivery', 'webhook'),
    subscriptions: fc.array(fc.constantFrom('one', "two's", 'none')),
    connector: fc.constantFrom('stripe', 'none'),
    stages: fc.array(fc.constantFrom(...stages, 'parse')),
    codes: fc.array(fc.constantFrom(...codes, 'webhook.payload_invalid', '%')),
    types: fc.array(fc.constantFrom('*', 'payment.*', 'payment.failed', 'email.*', 'email')),
    fromMs: fc.integer({ min: startMs, max: startMs + 40_000 }),
    beforeMs: fc.integer({ min: startMs, max: startMs + 40_000 }),
  },
  { requiredKeys: [] },
);

describe('filters of dead letters', () => {
  test('mean the same in memory and in SQL', async () => {
    const memoryClock = manualClock(startMs);
    const sqliteClock = manualClock(startMs);
    const memory = createMemoryLog({ clock: memoryClock });
    const sqlite = createSqliteLog({ path: ':memory:', clock: sqliteClock });
    await fill(memory, memoryClock);
    await fill(sqlite, sqliteClock);
    await fc.assert(
      fc.asyncProperty(filters, async (filter) => {
        const expected = await memory.deadLetters.list(filter);
        expect(await sqlite.deadLetters.list(filter)).toEqual(expected);
        expect(await sqlite.deadLetters.count(filter)).toBe(expected.length);
      }),
      { seed: 20_260_101, numRuns: 300 },
    );
    const filter: DeadLetterFilter = { types: ['payment.*'], codes: ['http.rejected'] };
    expect(await sqlite.deadLetters.replay(filter)).toBe(await memory.deadLetters.replay(filter));
    expect(await sqlite.deadLetters.list()).toEqual(await memory.deadLetters.list());
    expect(await sqlite.deadLetters.discard({ types: ['email.*'] })).toBe(
      await memory.deadLetters.discard({ types: ['email.*'] }),
    );
    expect(await sqlite.deadLetters.list()).toEqual(await memory.deadLetters.list());
    await memory.close();
    await sqlite.close();
  });

  test('a type that is no pattern, and a page after no id, are refused', async () => {
    const log = createMemoryLog();
    await expect(log.deadLetters.count({ types: ['payment*'] })).rejects.toThrow(
      expect.objectContaining({ code: 'dead_letter.filter_invalid' }),
    );
    await expect(log.deadLetters.list({}, { afterId: 'none' })).rejects.toThrow(
      expect.objectContaining({ code: 'dead_letter.unknown' }),
    );
    await log.close();
  });
});
