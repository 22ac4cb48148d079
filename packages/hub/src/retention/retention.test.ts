import { TouchlineError } from '@touchline/core';
import { manualClock } from '@touchline/testing';
import { describe, expect, test } from 'vitest';
import { memoryHubStorage } from '../storage/memory-hub-storage.ts';
import { createRetention } from './create-retention.ts';
import { retentionGroups } from './retention-rules.ts';

const anchor = 'prs_AAAAAAAAAAAAAAAAAAAAAA';
const dayMs = 86_400_000;
const types = ['page.viewed', 'payment.succeeded', 'payment.failed', 'email.opened', 'note.created'];
const options = {
  analytics: { types: ['page.*', 'email.opened', 'payment.*'], maxAgeMs: 30 * dayMs },
  accounting: { types: ['payment.succeeded'], maxAgeMs: 3_650 * dayMs },
};

describe('retention by purpose', () => {
  test('keeps a type as long as the purpose that needs it longest, and what no purpose names for ever', () => {
    expect(retentionGroups(options, types)).toEqual([
      { maxAgeMs: 30 * dayMs, types: ['page.viewed', 'payment.failed', 'email.opened'] },
      { maxAgeMs: 3_650 * dayMs, types: ['payment.succeeded'] },
    ]);
    expect(retentionGroups({}, types)).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['an age that is none', { analytics: { types: ['*'], maxAgeMs: 0 } }],
    ['a pattern that is none', { analytics: { types: ['Page'], maxAgeMs: 1 } }],
    ['no types', { analytics: { types: [], maxAgeMs: 1 } }],
    ['a misspelt option', { analytics: { types: ['*'], maxAge: 1 } }],
  ])('refuses %s, by name', (_, wrong) => {
    expect(() => retentionGroups(wrong as never, types)).toThrow(
      expect.objectContaining({ code: 'config.invalid', message: expect.stringContaining('analytics') }),
    );
  });

  test('drops at start and every hour, until it is closed', async () => {
    const clock = manualClock();
    const storage = memoryHubStorage();
    const add = (type: string, ageMs: number) =>
      storage.write((writes) =>
        writes.addToTimeline({
          anchor,
          atMs: clock.now() - ageMs,
          entry: `${type} ${ageMs}`,
          type,
          channel: 'web',
          generation: 1,
          sealed: new Uint8Array([1]),
        }),
      );
    for (const type of types) for (const ageMs of [0, 31 * dayMs, 4_000 * dayMs]) await add(type, ageMs);
    const held = async () =>
      (await storage.timelines.slice({ anchor, limit: 100 })).map(({ type, entry }) =>
        entry === '' ? '' : type,
      );
    const retention = createRetention(retentionGroups(options, types), storage, clock, () => {});
    retention.start();
    await clock.advance(0);
    expect((await held()).toSorted()).toEqual(
      [
        ...['page.viewed', 'payment.failed', 'email.opened'],
        ...['payment.succeeded', 'payment.succeeded'],
        ...['note.created', 'note.created', 'note.created'],
      ].toSorted(),
    );
    await add('page.viewed', 30 * dayMs - 1_000);
    await clock.advance(3_600_000);
    expect((await held()).filter((type) => type === 'page.viewed')).toHaveLength(1);
    await retention.close();
    await add('page.viewed', 31 * dayMs);
    await clock.advance(2 * 3_600_000);
    expect((await held()).filter((type) => type === 'page.viewed')).toHaveLength(2);
  });

  test('that fails says so, and is tried again in an hour', async () => {
    const clock = manualClock();
    const storage = memoryHubStorage();
    const failures: TouchlineError[] = [];
    let isBroken = true;
    const broken = {
      write: async (work: Parameters<typeof storage.write>[0]) => {
        if (isBroken) throw new TouchlineError('hub.storage_full', 'The disk is full.');
        await storage.write(work);
      },
    };
    const retention = createRetention([{ types: ['*'], maxAgeMs: 1 }], broken, clock, (error) =>
      failures.push(error),
    );
    retention.start();
    await clock.advance(0);
    isBroken = false;
    await clock.advance(3_600_000);
    expect(failures.map(({ code }) => code)).toEqual(['hub.storage_full']);
    await retention.close();
  });
});
