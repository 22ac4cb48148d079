import { causedBy } from '@touchline/core';
import { describe, expect, test } from 'vitest';
import { createMemoryLog, createMemoryStorage } from '../log/index.ts';
import { createVendor } from './fixtures/shop.ts';
import { countsOf, sold, startedRouters } from './fixtures/started-router.ts';

const { clock, started } = startedRouters();

describe('routes', () => {
  test('map, filter and skip as they say, each counted with its reason', async () => {
    const vendor = createVendor('vendor');
    const router = await started(
      { vendor: vendor.connector },
      {
        reactions: { vendor: 'none' },
        routes: (route) => [
          route({
            id: 'hats',
            on: 'shop.*',
            to: 'vendor',
            filter: (event) => event.data.sku !== 'secret',
            map: (event, { call, skip }) =>
              event.type === 'shop.sold' ? call.note({ line: `sold ${event.data.sku}` }) : skip('only sales'),
          }),
        ],
      },
    );
    const reasons: string[] = [];
    router.on('skipped', ({ reason }) => reasons.push(reason));
    await router.publish(sold('hat'));
    await router.publish(sold('secret'));
    await router.publish({ type: 'shop.returned', data: { sku: 'hat' } });
    await router.settled();
    expect(vendor.calls.map(({ line }) => line)).toEqual(['sold hat']);
    expect(reasons).toEqual(['filter', 'only sales']);
    expect(await countsOf(router, 'hats')).toEqual({
      matched: 3,
      delivered: 1,
      skipped: 2,
      dead: 0,
      pending: 0,
    });
  });

  test('several calls of one delivery are made in order, with keys of their own', async () => {
    const vendor = createVendor('vendor', { answers: ['ok', ['http.server_error']] });
    const router = await started(
      { vendor: vendor.connector },
      {
        reactions: { vendor: 'none' },
        routes: (route) => [
          route({
            id: 'three',
            on: 'shop.sold',
            to: 'vendor',
            map: (_event, { call }) => [
              call.note({ line: 'a' }),
              call.note({ line: 'b' }),
              call.note({ line: 'c' }),
            ],
          }),
        ],
      },
    );
    await router.publish(sold('hat'));
    await clock.advance(2_000);
    await router.settled();
    // The first was done: only from the one that failed is it tried again, with the same key.
    expect(vendor.calls.map(({ line }) => line)).toEqual(['a', 'b', 'b', 'c']);
    expect(vendor.calls[1]?.idempotencyKey).toBe(vendor.calls[2]?.idempotencyKey);
    expect(new Set(vendor.calls.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(3);
  });

  test('what a vendor told us is not told to it again by default', async () => {
    const vendor = createVendor('vendor');
    const router = await started({ vendor: vendor.connector });
    const reasons: string[] = [];
    router.on('skipped', ({ reason }) => reasons.push(reason));
    await router.publish({ ...sold('hat'), source: '/connectors/vendor/acct_1' });
    await router.settled();
    expect([vendor.calls, reasons]).toEqual([[], ['echo']]);
  });

  test('a circle of events that cause each other ends, and is counted', async () => {
    const vendor = createVendor('vendor');
    const router = await started({ vendor: vendor.connector });
    for (const depth of [16, 17]) await router.publish({ ...sold(`hat-${depth}`), causationdepth: depth });
    await router.settled();
    expect(vendor.calls.map(({ line }) => line)).toEqual(['hat-16']);
    expect((await router.status())[0]?.skippedBy).toEqual({ loop: 1 });
  });

  test('news that came from a connector by way of others is not echoed to it', async () => {
    const vendor = createVendor('vendor');
    const router = await started({ vendor: vendor.connector });
    const { event } = await router.publish({ ...sold('hat'), source: '/connectors/vendor' });
    await router.publish({ ...sold('cap'), source: '/hub', ...causedBy(event) });
    await router.settled();
    expect(vendor.calls).toEqual([]);
    expect((await router.status())[0]?.skippedBy).toEqual({ echo: 2 });
  });

  test('can be added while running, and see only what comes after', async () => {
    const vendor = createVendor('vendor');
    const router = await started({ vendor: vendor.connector }, { reactions: { vendor: 'none' } });
    await router.publish(sold('before'));
    const late = router.route({ id: 'late', on: 'shop.sold', to: 'vendor' });
    const all = router.route({ id: 'all', on: 'shop.sold', to: 'vendor', start: 'beginning' });
    await Promise.all([late.ready, all.ready]);
    await router.publish(sold('after'));
    await router.settled();
    expect(vendor.calls.map(({ line }) => line).sort()).toEqual(['after', 'after', 'before']);
  });

  test('that are removed get nothing more and are forgotten', async () => {
    const vendor = createVendor('vendor');
    const router = await started({ vendor: vendor.connector });
    await router.removeRoute('vendor');
    await router.publish(sold('hat'));
    expect(await router.status()).toEqual([]);
    expect(vendor.calls).toEqual([]);
  });

  test('that the program does not have any more can be forgotten, if the log knows them', async () => {
    const vendor = createVendor('vendor');
    const storage = createMemoryStorage();
    const open = (reactions: 'none' | undefined) =>
      started(
        { vendor: vendor.connector },
        { log: createMemoryLog({ clock, storage }), ...(reactions && { reactions: { vendor: reactions } }) },
      );
    const before = await open(undefined);
    await before.pause('vendor');
    await before.publish(sold('hat'));
    await before.close();
    const after = await open('none');
    expect((await after.stats()).subscriptions).toEqual(['vendor']);
    await Promise.all([after.removeRoute('vendor'), after.removeRoute('vendor')]);
    expect((await after.stats()).subscriptions).toEqual([]);
    await expect(after.removeRoute('vendor')).rejects.toThrow(
      expect.objectContaining({ code: 'route.unknown' }),
    );
    // Its pause is forgotten with it.
    const anew = after.route({ id: 'vendor', on: 'shop.sold', to: 'vendor', start: 'beginning' });
    await anew.ready;
    await after.settled();
    expect(vendor.calls.map(({ line }) => line)).toEqual(['hat']);
  });

  test.each<[string, object]>([
    ['Route id "vendor" is taken; give this route another one.', { id: 'vendor' }],
    ['Route "r" goes to "nobody", but the registered connectors are "vendor".', { to: 'nobody' }],
    [
      'Route "r" waits for "shop.stolen", which no event type of the catalogue matches.',
      { on: 'shop.stolen' },
    ],
    ['Route "r" has the pattern "shop.*.x"; write a type, a prefix with .* or *.', { on: 'shop.*.x' }],
    ['Route "r" needs at least one pattern in "on".', { on: [] }],
    [
      'Route "r" has no map, and "vendor" has no reaction of its own to shop.returned; give the route a map.',
      { on: 'shop.returned' },
    ],
    ['Route "r": concurrency must be a whole number of at least 1.', { concurrency: 0 }],
    ['Route "r": retry.factor must be at least 1.', { retry: { factor: 0 } }],
    ['Route id "a b" must be 1 to 200 letters, digits or any of . : @ / _ -.', { id: 'a b' }],
  ])('a route that cannot work is refused: %s', async (sentence, part) => {
    const router = await started({ vendor: createVendor('vendor').connector });
    expect(() => router.route({ id: 'r', on: 'shop.sold', to: 'vendor', ...part } as never)).toThrow(
      expect.objectContaining({ code: 'route.invalid', message: sentence }),
    );
  });
});
