import { type IgnoredEvent, type MappedEvent, TouchlineError } from '@touchline/core';
import { manualClock } from '@touchline/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createMemoryLog, createMemoryStorage } from '../log/index.ts';
import { createRouter } from './create-router.ts';
import { shop } from './fixtures/shop.ts';

const clock = manualClock(Date.UTC(2026, 10, 21, 9, 30));
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((router) => router.close()));
});

const base = { title: 'Feed', category: 'other', specVersion: 1, config: z.object({}) } as const;

/** A feed of numbered sales, `sales` long, read two at a time from the cursor on. */
const pollOf = (feed: {
  sales: number;
  failWith?: TouchlineError | undefined;
  asked: (string | undefined)[];
}) =>
  shop.defineConnector({
    ...base,
    id: 'feed',
    poll: {
      everyMs: 60_000,
      ask: async (cursor, { event }) => {
        feed.asked.push(cursor);
        if (feed.failWith) throw feed.failWith;
        const from = Number(cursor ?? 0);
        const to = Math.min(feed.sales, from + 2);
        const events = Array.from({ length: to - from }, (_, index) =>
          event('shop.sold', { id: `s${from + index}`, time: '2026-11-21T09:00:00Z', data: { sku: 'hat' } }),
        );
        return { events, cursor: String(to), more: to < feed.sales };
      },
    },
  })({});

const routerOf = async (connector: ReturnType<typeof pollOf>, storage = createMemoryStorage()) => {
  const log = createMemoryLog({ clock, storage });
  const router = createRouter({ connectors: { feed: connector }, kit: shop, log, clock, random: () => 1 });
  opened.push(router);
  await router.start();
  await clock.advance(0);
  return { router, log, storage };
};

describe('a poll', () => {
  test('takes all there is, then asks again at its pace', async () => {
    const feed = { sales: 5, asked: [] as (string | undefined)[] };
    const { log } = await routerOf(pollOf(feed));
    expect(feed.asked).toEqual([undefined, '2', '4']);
    expect(await log.stats()).toMatchObject({ events: 5 });
    feed.sales = 6;
    await clock.advance(59_999);
    expect(feed.asked).toHaveLength(3);
    await clock.advance(1);
    expect(await log.stats()).toMatchObject({ events: 6 });
  });

  test('goes on after a restart where it stood', async () => {
    const feed = { sales: 3, asked: [] as (string | undefined)[] };
    const first = await routerOf(pollOf(feed));
    await first.router.close();
    feed.asked.length = 0;
    await routerOf(pollOf(feed), first.storage);
    expect(feed.asked).toEqual(['3']);
  });

  test('that fails keeps its cursor, waits ever longer, and no less than the vendor asks', async () => {
    const feed: Parameters<typeof pollOf>[0] = {
      sales: 2,
      asked: [],
      failWith: new TouchlineError('http.server_error', 'Down.'),
    };
    const { router } = await routerOf(pollOf(feed));
    const failures: string[] = [];
    router.on('failed', ({ error }) => failures.push(error.code));
    await clock.advance(1_000);
    await clock.advance(2_000);
    expect(feed.asked).toHaveLength(3);
    feed.failWith = new TouchlineError('http.rate_limited', 'Slow.', { retryAfterMs: 90_000 });
    await clock.advance(4_000);
    feed.failWith = undefined;
    await clock.advance(89_999);
    expect(feed.asked).toHaveLength(4);
    await clock.advance(1);
    expect(feed.asked).toEqual([undefined, undefined, undefined, undefined, undefined]);
    expect(failures).toEqual(['http.server_error', 'http.server_error', 'http.rate_limited']);
  });
});

describe('a poll that does not answer', () => {
  const silent = (asked: AbortSignal[]) =>
    shop.defineConnector({
      ...base,
      id: 'feed',
      poll: {
        everyMs: 60_000,
        ask: (_, { signal }) => {
          asked.push(signal);
          return new Promise(() => {});
        },
      },
    })({});

  test('is aborted, left behind and asked again', async () => {
    const asked: AbortSignal[] = [];
    const { router } = await routerOf(silent(asked));
    const failures: string[] = [];
    router.on('failed', ({ error }) => failures.push(error.code));
    await clock.advance(119_999);
    expect(asked.map(({ aborted }) => aborted)).toEqual([false]);
    await clock.advance(1);
    expect(asked.map(({ aborted }) => aborted)).toEqual([true]);
    await clock.advance(2_000);
    expect(failures).toEqual(['http.timeout']);
    expect(asked.map(({ aborted }) => aborted)).toEqual([true, false]);
    const closing = router.close();
    await clock.advance(1_000);
    await closing;
  });

  test('does not keep the router from closing', async () => {
    const asked: AbortSignal[] = [];
    const { router } = await routerOf(silent(asked));
    const closing = router.close();
    await clock.advance(1_000);
    await closing;
    expect(asked.map(({ aborted }) => aborted)).toEqual([true]);
  });
});

describe('a stream', () => {
  type Emitted = readonly (MappedEvent | IgnoredEvent)[];

  const streamOf = (opens: { emit: (events: Emitted) => Promise<void>; end: (error?: Error) => void }[]) =>
    shop.defineConnector({
      ...base,
      id: 'feed',
      stream: ({ signal }, emit) =>
        new Promise<void>((resolve, reject) => {
          signal.addEventListener('abort', () => resolve(), { once: true });
          opens.push({ emit, end: (error) => (error ? reject(error) : resolve()) });
        }),
    })({});

  const sale = (id: string): MappedEvent => ({
    type: 'shop.sold',
    draft: { id, time: '2026-11-21T09:00:00Z', data: { sku: 'hat' } },
  });

  test('is told once what it emitted is durable', async () => {
    const opens: Parameters<typeof streamOf>[0] = [];
    const { log } = await routerOf(streamOf(opens));
    const emitted = opens[0]?.emit([sale('1'), { ignored: 'ping' }]);
    await clock.settle();
    await emitted;
    expect(await log.stats()).toMatchObject({ events: 1 });
  });

  test('that breaks is opened again', async () => {
    const opens: Parameters<typeof streamOf>[0] = [];
    const { router } = await routerOf(streamOf(opens));
    opens[0]?.end(new Error('sentinel'));
    await clock.advance(1_000);
    expect(opens).toHaveLength(2);
    await router.close();
    expect(opens).toHaveLength(2);
  });
});
