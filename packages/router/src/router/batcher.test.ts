import { defineAction, TouchlineError } from '@touchline/core';
import { manualClock } from '@touchline/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createMemoryLog } from '../log/index.ts';
import { createRouter } from './create-router.ts';
import { deliveryKey } from './delivery-key.ts';
import { shop } from './fixtures/shop.ts';
import type { RoutePolicy } from './route-policy.ts';

const clock = manualClock(Date.UTC(2026, 10, 21, 9, 30));
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((router) => router.close()));
});

const stock = defineAction({
  name: 'stock',
  title: 'Stock',
  description: 'Counts a thing out.',
  input: z.object({ sku: z.string() }),
  output: z.object({}),
  effect: 'write',
  idempotent: 'key',
});

/** A warehouse that takes three at once, and cannot find what is called `gone`. */
const setUp = async (policy: RoutePolicy, rate?: { requests: number; perMs: number }) => {
  const requests: string[][] = [];
  const keys: string[] = [];
  const warehouse = shop.defineConnector({
    id: 'warehouse',
    title: 'Warehouse',
    category: 'other',
    specVersion: 1,
    config: z.object({}),
    ...(rate && { limits: { rate } }),
    actions: (implement) => ({
      stock: implement(stock, {
        run: async ({ sku }) => {
          requests.push([sku]);
          return {};
        },
        batch: {
          maxItems: 3,
          maxWaitMs: 50,
          run: async (items) => {
            requests.push(items.map(({ input }) => input.sku));
            keys.push(...items.map(({ idempotencyKey }) => idempotencyKey));
            if (items.some(({ input }) => input.sku === 'fire'))
              throw new TouchlineError('http.server_error', 'Fire.');
            if (items.some(({ input }) => input.sku === 'silence')) await new Promise(() => {});
            return items.map(({ input }) =>
              input.sku === 'gone'
                ? { ok: false, error: new TouchlineError('http.rejected', 'Gone.') }
                : { ok: true, output: {} },
            );
          },
        },
      }),
    }),
    on: { 'shop.sold': (event, { call }) => call.stock({ sku: event.data.sku }) },
  })({});
  const router = createRouter({
    kit: shop,
    log: createMemoryLog({ clock }),
    clock,
    random: () => 1,
    connectors: { warehouse },
    policy,
  });
  opened.push(router);
  await router.start();
  const sell = (...skus: string[]) =>
    router.publishAll(skus.map((sku) => ({ type: 'shop.sold' as const, id: sku, data: { sku } })));
  return { router, requests, keys, sell };
};

describe('a route that batches', () => {
  test('sends as many at once as the vendor takes, and the rest when they have waited', async () => {
    const { router, requests, sell } = await setUp({ batch: 'on' });
    await sell('a', 'b', 'c', 'd');
    await clock.advance(49);
    expect(requests).toEqual([['a', 'b', 'c']]);
    await clock.advance(1);
    await router.settled();
    expect(requests).toEqual([['a', 'b', 'c'], ['d']]);
  });

  test('gives each delivery the result of its own item, and each item the key of its delivery', async () => {
    const { router, keys, sell } = await setUp({ batch: 'on' });
    const [first] = await sell('a', 'gone', 'c');
    await router.settled();
    expect((await router.status()).map(({ delivered, dead }) => [delivered, dead])).toEqual([[2, 1]]);
    expect(
      (await router.deadLetters.list()).map((letter) => letter.kind === 'delivery' && letter.event.id),
    ).toEqual(['gone']);
    expect(keys[0]).toBe(deliveryKey('warehouse', (first as NonNullable<typeof first>).event, 0));
  });

  test('tries every item again when the whole batch failed', async () => {
    const { requests, sell } = await setUp({ batch: { maxItems: 2 } });
    await sell('fire', 'b');
    await clock.advance(0);
    expect(requests).toEqual([['fire', 'b']]);
    await clock.advance(1_000);
    expect(requests).toEqual([
      ['fire', 'b'],
      ['fire', 'b'],
    ]);
  });

  test('takes one place in the vendor’s window for each batch', async () => {
    const { requests, sell } = await setUp({ batch: 'on' }, { requests: 1, perMs: 1_000 });
    await sell('a', 'b', 'c', 'd', 'e', 'f');
    await clock.advance(0);
    expect(requests).toEqual([['a', 'b', 'c']]);
    await clock.advance(1_000);
    expect(requests).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e', 'f'],
    ]);
  });

  test('burns no attempt while a batch waits for its place, however long, and sends it once', async () => {
    const { router, requests, sell } = await setUp(
      { batch: 'on', timeoutMs: 1_000 },
      { requests: 1, perMs: 10_000 },
    );
    await sell('a', 'b', 'c', 'd', 'e', 'f');
    await clock.advance(60_000);
    expect(requests).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e', 'f'],
    ]);
    expect((await router.status())[0]).toMatchObject({ delivered: 6, retried: 0 });
  });

  test('tries a batch again that is not answered in time', async () => {
    const { router, requests, sell } = await setUp({ batch: 'on', timeoutMs: 1_000 });
    await sell('silence');
    await clock.advance(50);
    expect(requests).toEqual([['silence']]);
    await clock.advance(2_000);
    expect((await router.status())[0]).toMatchObject({ pending: 1, retried: 1 });
    await clock.advance(1_050);
    expect(requests).toEqual([['silence'], ['silence']]);
    const closed = router.close({ timeoutMs: 0 });
    await clock.advance(1_000);
    await closed;
  });

  test('gives back what waits when the route is paused before the batch is sent', async () => {
    const { router, requests, sell } = await setUp({ batch: 'on' });
    await sell('a');
    await clock.advance(0);
    await router.pause('warehouse');
    await clock.advance(50);
    expect(requests).toEqual([]);
    expect((await router.status())[0]).toMatchObject({ pending: 1, retried: 0, dead: 0 });
    await router.resume('warehouse');
    await clock.advance(50);
    await router.settled();
    expect(requests).toEqual([['a']]);
  });
});

test('a route that does not say so makes a request for each call', async () => {
  const { router, requests, sell } = await setUp({});
  await sell('a', 'b');
  await router.settled();
  expect(requests).toEqual([['a'], ['b']]);
});
