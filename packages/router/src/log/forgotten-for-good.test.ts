import type { TouchlineEvent } from '@touchline/core';
import { manualClock } from '@touchline/testing';
import { describe, expect, test } from 'vitest';
import { createMemoryLog } from './memory-log.ts';

const eventOf = (id: string): TouchlineEvent => ({
  specversion: '1.0',
  id,
  source: '/tests',
  type: 'payment.succeeded',
  time: '2026-01-01T00:00:00Z',
  datacontenttype: 'application/json',
  partitionkey: 'one',
  data: {},
});

describe('a subscription that is forgotten', () => {
  test('does not come back with the next checkpoint when events came while it closed', async () => {
    const clock = manualClock();
    const log = createMemoryLog({ clock, windowSize: 2 });
    const spec = { name: 'all', types: ['*'], order: 'partition' } as const;
    const subscription = await log.subscribe(spec);
    await log.append([eventOf('1'), eventOf('2')]);
    expect(await subscription.next(1)).toHaveLength(1);
    // In one transaction: the third event needs room, which gives the first a row of its own.
    await Promise.all([log.append([eventOf('3')]), subscription.close()]);
    await log.unsubscribe('all');
    await clock.advance(1_000);
    expect((await log.stats()).subscriptions).toEqual([]);
    expect(await (await log.subscribe(spec)).counts()).toMatchObject({ matched: 0, pending: 0 });
    await log.close();
  });
});
