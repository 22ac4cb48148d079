import { manualClock } from '@touchline/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { createMemoryLog, createMemoryStorage } from '../log/index.ts';
import { createRouter } from '../router/create-router.ts';
import { createVendor, type ShopEvents, shop } from '../router/fixtures/shop.ts';
import type { Connectors } from '../router/route.ts';
import type { RouterOptions } from '../router/router.ts';
import { collectMetrics } from './collect-metrics.ts';
import { quantileOf } from './histogram.ts';

const clock = manualClock(Date.UTC(2026, 10, 21, 9, 30));
const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((router) => router.close()));
});

const created = <const Names extends Connectors>(
  connectors: Names,
  more: Partial<Omit<RouterOptions<ShopEvents, Names>, 'connectors' | 'kit'>> = {},
) => {
  const router = createRouter<Names, ShopEvents>({
    connectors,
    kit: shop,
    log: createMemoryLog({ clock }),
    clock,
    random: () => 1,
    ...more,
  });
  opened.push(router);
  return router;
};

const sold = (sku: string) => ({ type: 'shop.sold' as const, id: `sale-${sku}`, data: { sku } });

const webhook = (body: unknown, key = 'good') =>
  new Request('https://hooks.example.com/vendor', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-key': key },
    body: JSON.stringify(body),
  });

/** An answer that comes after so many milliseconds. */
const after = (ms: number) => () => new Promise<void>((resolve) => void clock.schedule(resolve, ms));

describe('the metrics of a route', () => {
  test('count every outcome', async () => {
    const vendor = createVendor('vendor', {
      answers: [
        'ok',
        ['http.server_error'],
        ['http.rate_limited', { retryAfterMs: 500 }],
        'ok',
        ['http.rejected'],
      ],
    });
    const router = created({ vendor: vendor.connector });
    const metrics = collectMetrics(router, { clock });
    await router.start();
    for (const sku of ['hat', 'gift', 'cap']) await router.publish(sold(sku));
    await clock.advance(10_000);
    await router.publish(sold('tie'));
    await router.settled();
    expect(metrics.snapshot().routes).toMatchObject({
      vendor: { connector: 'vendor', delivered: 2, skipped: 1, retried: 2, rateLimited: 1, dead: 1 },
    });
    // What was skipped was never attempted.
    expect(metrics.snapshot().routes.vendor?.attemptMs.count).toBe(5);
  });

  test('say how long attempts took, and how long after its publication an event was delivered', async () => {
    const vendor = createVendor('vendor', { answers: [after(40), ['http.server_error'], after(300)] });
    const router = created({ vendor: vendor.connector });
    const metrics = collectMetrics(router, { clock });
    await router.start();
    await router.publish(sold('hat'));
    await clock.advance(40);
    await router.publish(sold('cap'));
    await clock.advance(1_300);
    await router.settled();
    const { attemptMs, delayMs } = metrics.snapshot().routes.vendor ?? {};
    expect(attemptMs).toMatchObject({ count: 3, sum: 340, max: 300 });
    expect(delayMs).toMatchObject({ count: 2, sum: 40 + 1_300, max: 1_300 });
    expect(quantileOf(delayMs as NonNullable<typeof delayMs>, 1)).toBe(1_300);
  });

  test('do not count what failed before it was attempted as a short attempt', async () => {
    const vendor = createVendor('vendor');
    const router = created(
      { vendor: vendor.connector },
      {
        reactions: { vendor: 'none' },
        routes: (route) => [
          route({
            id: 'broken',
            on: 'shop.sold',
            to: 'vendor',
            map: () => {
              throw new RangeError('no such thing');
            },
          }),
        ],
      },
    );
    const metrics = collectMetrics(router, { clock });
    await router.start();
    await router.publish(sold('hat'));
    await router.settled();
    expect(metrics.snapshot().routes.broken).toMatchObject({ dead: 1, attemptMs: { count: 0 } });
  });

  test('own up to deliveries whose publication they did not see', async () => {
    const storage = createMemoryStorage();
    const before = created(
      { vendor: createVendor('vendor').connector },
      { log: createMemoryLog({ clock, storage }) },
    );
    await before.publish(sold('hat'));
    await before.close();
    const router = created(
      { vendor: createVendor('vendor').connector },
      { log: createMemoryLog({ clock, storage }) },
    );
    const metrics = collectMetrics(router, { clock });
    await router.start();
    await router.publish(sold('cap'));
    await router.settled();
    expect(metrics.snapshot().routes.vendor).toMatchObject({
      delivered: 2,
      delayMs: { count: 1 },
      delayUnknown: 1,
    });
  });

  test('are there with zeros before anything happened, and go with the route', async () => {
    const router = created({ vendor: createVendor('vendor').connector });
    const metrics = collectMetrics(router, { clock });
    await router.start();
    await router.route({ id: 'more', on: 'shop.sold', to: 'vendor' }).ready;
    expect(metrics.snapshot().routes).toMatchObject({ vendor: { delivered: 0 }, more: { delivered: 0 } });
    await router.publish(sold('hat'));
    await router.settled();
    await router.removeRoute('more');
    expect(Object.keys(metrics.snapshot().routes)).toEqual(['vendor']);
    await router.route({ id: 'more', on: 'shop.sold', to: 'vendor' }).ready;
    expect(metrics.snapshot().routes).toMatchObject({ vendor: { delivered: 1 }, more: { delivered: 0 } });
  });

  test('are safe with a route that is called like a part of every object', async () => {
    const vendor = createVendor('vendor');
    const router = created(
      { vendor: vendor.connector },
      {
        reactions: { vendor: 'none' },
        routes: (route) => [
          route({ id: '__proto__', on: 'shop.sold', to: 'vendor' }),
          route({ id: 'constructor', on: 'shop.sold', to: 'vendor' }),
        ],
      },
    );
    const metrics = collectMetrics(router, { clock });
    await router.start();
    await router.publish(sold('hat'));
    await router.settled();
    const rows = Object.entries(metrics.snapshot().routes).map(([id, { delivered }]) => [id, delivered]);
    expect(rows).toEqual([
      ['__proto__', 1],
      ['constructor', 1],
    ]);
  });
});

describe('the metrics of what comes in', () => {
  test('count webhooks, what they held, and what was refused', async () => {
    const router = created({ vendor: createVendor('vendor').connector });
    const metrics = collectMetrics(router, { clock });
    await router.start();
    const items = [{ id: '1', sku: 'hat' }, { id: '2', sku: 'cap', kind: 'seen' }, { sku: 7 }];
    await router.receive('vendor', webhook(items));
    await router.receive('vendor', webhook(items[0]));
    await router.receive('vendor', webhook(items[0], 'bad'));
    expect(metrics.snapshot()).toMatchObject({
      published: 1,
      duplicates: 1,
      connectors: {
        vendor: {
          received: 2,
          events: 2,
          ignored: 1,
          failed: 1,
          refused: { 'webhook.signature_invalid': 1 },
        },
      },
    });
  });

  test("count the router's own failures by code", async () => {
    const router = created({ vendor: createVendor('vendor').connector });
    const metrics = collectMetrics(router, { clock });
    router.on('published', () => {
      throw new RangeError('a listener of somebody else');
    });
    await router.publish(sold('hat'));
    expect(metrics.snapshot()).toMatchObject({ published: 1, failed: { 'delivery.unexpected': 1 } });
  });
});

test('a collector that was stopped counts nothing more; others go on', async () => {
  const router = created({ vendor: createVendor('vendor').connector });
  const [stopped, other] = [collectMetrics(router, { clock }), collectMetrics(router, { clock })];
  await router.start();
  const busy = async (sku: string): Promise<void> => {
    await router.publish(sold(sku));
    await router.publish(sold(sku));
    await router.publish({ ...sold('gift'), id: `gift-${sku}` });
    await router.receive('vendor', webhook({ id: sku, sku }));
    await router.receive('vendor', webhook({}, 'bad'));
    await router.settled();
  };
  await busy('hat');
  const last = stopped.snapshot();
  stopped.stop();
  stopped.stop();
  await busy('cap');
  expect(last).toMatchObject({
    published: 3,
    duplicates: 1,
    routes: { vendor: { delivered: 1, skipped: 2 } },
  });
  expect(stopped.snapshot()).toEqual(last);
  expect(other.snapshot()).toMatchObject({
    published: 6,
    duplicates: 2,
    routes: { vendor: { delivered: 2, skipped: 4 } },
    connectors: { vendor: { received: 2, refused: { 'webhook.signature_invalid': 2 } } },
  });
});
