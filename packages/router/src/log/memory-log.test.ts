import type { SubscriptionSpec } from '@touchline/core';
import { manualClock, testEventLog } from '@touchline/testing';
import { describe, expect, test } from 'vitest';
import { memoryHarness } from './fixtures/memory-harness.ts';
import { createMemoryLog, createMemoryStorage } from './memory-log.ts';

describe('memory log', () => {
  testEventLog(() => memoryHarness(), { test });

  test('two logs cannot be open over one storage', async () => {
    const storage = createMemoryStorage();
    const log = createMemoryLog({ storage });
    expect(() => createMemoryLog({ storage })).toThrow(expect.objectContaining({ code: 'log.locked' }));
    await log.close();
    await createMemoryLog({ storage }).close();
  });

  test('a subscription that makes no sense is refused, and its name stays free', async () => {
    const log = createMemoryLog();
    const refused = expect.objectContaining({ code: 'route.invalid' });
    const wrong: Partial<SubscriptionSpec>[] = [
      { types: ['payment*'] },
      { start: { position: -1 } },
      { start: { position: 1.5 } },
      { start: { timeMs: Number.NaN } },
      { maxParked: 0 },
      { maxParked: Number.NaN },
    ];
    for (const part of wrong)
      await expect(log.subscribe({ name: 'all', types: ['*'], ...part })).rejects.toThrow(refused);
    const subscription = await log.subscribe({ name: 'all', types: ['*'] });
    expect(await subscription.next(0)).toEqual([]);
    await log.close();
  });

  test('the cursor of a subscription that gets nothing is written now and then, so a crash costs no long search', async () => {
    const storage = createMemoryStorage();
    const log = createMemoryLog({ storage, clock: manualClock() });
    await log.subscribe({ name: 'idle', types: ['email.sent'] });
    for (let call = 0; call < 11; call += 1)
      await log.append(
        Array.from({ length: 1_000 }, (_, index) => ({
          specversion: '1.0',
          id: `${call}-${index}`,
          source: '/tests',
          type: 'payment.succeeded',
          time: '2026-01-01T00:00:00Z',
          datacontenttype: 'application/json',
          data: {},
        })),
      );
    expect(storage.subscription('idle')?.cursor).toBe(10_001);
    await log.close();
  });
});
