import type { SubscriptionCounts } from '@touchline/core';
import { describe, expect, test } from 'vitest';
import { createMemoryLog } from '../log/index.ts';
import { createVendor } from './fixtures/shop.ts';
import { sold, startedRouters } from './fixtures/started-router.ts';

const { clock, started } = startedRouters();

describe('the audit', () => {
  const audited = async (damage: Partial<SubscriptionCounts>) => {
    const log = createMemoryLog({ clock });
    const damaged = overriding(log, {
      subscribe: async (spec) => {
        const subscription = await log.subscribe(spec);
        return overriding(subscription, {
          counts: async () => ({ ...(await subscription.counts()), ...damage }),
        });
      },
    });
    const router = await started({ vendor: createVendor('vendor').connector }, { log: damaged });
    await router.publishAll([sold('hat'), sold('cap')]);
    await clock.advance(0);
    const [row] = await router.audit();
    return [row?.matched, row?.recounted, row?.balanced];
  };

  test('counts the log anew and finds that all is accounted for', async () => {
    expect(await audited({})).toEqual([2, 2, true]);
  });

  test('finds counts that do not add up', async () => {
    expect(await audited({ delivered: 1 })).toEqual([2, 2, false]);
  });

  test('finds counts that add up but are not what the log holds', async () => {
    expect(await audited({ matched: 3, skipped: 1 })).toEqual([3, 2, false]);
  });
});

/** The same thing with some of its methods replaced. */
const overriding = <Target extends object>(target: Target, methods: Partial<Target>): Target =>
  new Proxy(target, {
    get: (_, key) => {
      const value = Reflect.get(Object.hasOwn(methods, key) ? methods : target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });

describe('retention', () => {
  test('is applied as time goes by, and what a route loses is told and counted', async () => {
    const log = createMemoryLog({ clock });
    const router = await started(
      { vendor: createVendor('vendor').connector },
      { log, retention: { maxAgeMs: 3_600_000 } },
    );
    const lost: unknown[] = [];
    router.on('lost', (info) => lost.push(info));
    await router.pause('vendor');
    await clock.advance(0);
    await router.publish(sold('hat'));
    await clock.advance(3_540_000);
    await router.publish(sold('cap'));
    expect(await log.stats()).toMatchObject({ events: 2 });
    await clock.advance(120_000);
    expect(await log.stats()).toMatchObject({ events: 1 });
    expect(lost).toEqual([{ route: 'vendor', events: 1 }]);
    expect((await router.audit())[0]).toMatchObject({ matched: 2, lost: 1, pending: 1, balanced: true });
  });
});

describe('the topology', () => {
  test('is plain data that says what is connected to what', async () => {
    const vendor = createVendor('vendor');
    const router = await started(
      { vendor: vendor.connector },
      {
        routes: (route) => [
          route({
            id: 'hats',
            on: 'shop.*',
            to: 'vendor',
            filter: { 'data.sku': 'hat' },
            map: (_event, { call }) => call.note({ line: 'x' }),
          }),
        ],
      },
    );
    const topology = router.topology();
    expect(topology.connectors).toEqual([
      {
        name: 'vendor',
        connector: 'vendor',
        title: 'vendor',
        category: 'other',
        inbound: ['webhook'],
        actions: [{ name: 'note', effect: 'write', idempotent: 'key' }],
        reactsTo: ['shop.sold'],
        erases: false,
      },
    ]);
    expect(topology.routes.map(({ policy, ...edge }) => edge)).toEqual([
      { id: 'vendor', on: ['shop.sold'], to: 'vendor', byDefault: true, decidedBy: 'reaction' },
      {
        id: 'hats',
        on: ['shop.*'],
        to: 'vendor',
        byDefault: false,
        decidedBy: 'map',
        filter: { 'data.sku': 'hat' },
      },
    ]);
    expect(topology.routes[0]?.policy).toMatchObject({ concurrency: 16, order: 'none', timeoutMs: 30_000 });
  });
});

describe('what a router is made of', () => {
  test('can be looked at: connectors, catalogue, the stored events, what the log holds, bookmarks', async () => {
    const { connector } = createVendor('first');
    const router = await started({ first: connector });
    await router.publish(sold('hat'));
    await router.publish(sold('coat'));
    expect(router.connectors.first).toBe(connector);
    expect(router.catalogue.definition('shop.sold').type).toBe('shop.sold');
    const read: [number, string][] = [];
    for await (const { position, event } of router.read({ fromPosition: 2 })) read.push([position, event.id]);
    expect(read).toEqual([[2, 'sale-coat']]);
    expect(await router.stats()).toMatchObject({ events: 2, newestPosition: 2 });
    await router.bookmarks.write('shop:page', '7');
    expect(await router.bookmarks.read('shop:page')).toBe('7');
  });
});
