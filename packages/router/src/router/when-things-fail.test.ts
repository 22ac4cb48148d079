import { TouchlineError } from '@touchline/core';
import { manualClock } from '@touchline/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { createMemoryLog, createMemoryStorage } from '../log/index.ts';
import { createLocalLog } from '../log/local-log.ts';
import type { LogStorage } from '../log/log-storage.ts';
import { createRouter } from './create-router.ts';
import { createVendor, type ShopEvents, shop } from './fixtures/shop.ts';
import type { RouterOptions } from './router.ts';

const clock = manualClock(Date.UTC(2026, 10, 21, 9, 30));
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.allSettled(opened.splice(0).map((router) => router.close()));
});

type Vendor = ReturnType<typeof createVendor>;
type Options = RouterOptions<ShopEvents, { vendor: Vendor['connector'] }>;

const routerOf = ({ connector }: Vendor, more: Partial<Options> = {}) => {
  const router = createRouter<{ vendor: Vendor['connector'] }, ShopEvents>({
    connectors: { vendor: connector },
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

/** A disk that refuses what it is told to refuse. */
const faultyDisk = () => {
  const memory = createMemoryStorage();
  const refusing = { writes: false, reads: false };
  const storage: LogStorage = new Proxy(memory as LogStorage, {
    get(target, name: keyof LogStorage) {
      const refused =
        (refusing.writes && name === 'write') || (refusing.reads && name === 'readPage') ? name : undefined;
      if (refused)
        return () => {
          throw new TouchlineError('log.failed', 'The disk refuses.');
        };
      const value = target[name];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { memory, refusing, storage };
};

const linesOf = ({ calls }: Vendor): readonly string[] => calls.map(({ line }) => line);

describe('a log in trouble', () => {
  test('that cannot be read for a while holds a route up, and no longer', async () => {
    const { memory, refusing, storage } = faultyDisk();
    const before = createMemoryLog({ storage: memory, clock });
    await (await before.subscribe({ name: 'vendor', types: ['shop.sold'] })).close();
    await before.append([shop.catalogue.create(sold('hat'))]);
    await before.close();
    refusing.reads = true;
    const vendor = createVendor('vendor');
    const router = routerOf(vendor, { log: createLocalLog(storage, { clock }) });
    const failures: string[] = [];
    router.on('failed', ({ error }) => failures.push(error.code));
    await router.start();
    await clock.advance(1_000);
    expect([failures.length > 0, linesOf(vendor)]).toEqual([true, []]);
    refusing.reads = false;
    await clock.advance(1_000);
    expect(linesOf(vendor)).toEqual(['hat']);
  });

  test('of another make that throws where it should reject is asked again until it takes the outcome', async () => {
    const log = createMemoryLog({ clock });
    let refusals = 2;
    const throwing = new Proxy(log, {
      get(target, name: keyof typeof log) {
        const value = target[name];
        if (name !== 'subscribe') return typeof value === 'function' ? value.bind(target) : value;
        return async (spec: Parameters<typeof log.subscribe>[0]) => {
          const subscription = await target.subscribe(spec);
          const ack = subscription.ack.bind(subscription);
          return Object.assign(subscription, {
            ack(...settled: Parameters<typeof ack>) {
              refusals -= 1;
              if (refusals >= 0) throw new TouchlineError('log.failed', 'Not now.');
              return ack(...settled);
            },
          });
        };
      },
    });
    const vendor = createVendor('vendor');
    const router = routerOf(vendor, { log: throwing });
    const failures: string[] = [];
    router.on('failed', ({ error }) => failures.push(error.code));
    await router.start();
    await router.publish(sold('hat'));
    await clock.advance(3_000);
    expect([linesOf(vendor), failures]).toEqual([['hat'], ['log.failed', 'log.failed']]);
    expect(await router.audit()).toMatchObject([{ delivered: 1, pending: 0, balanced: true }]);
  });

  test('that refuses a new route its cursor at first delivers to it later', async () => {
    const { refusing, storage } = faultyDisk();
    const vendor = createVendor('vendor');
    const router = routerOf(vendor, {
      log: createLocalLog(storage, { clock }),
      reactions: { vendor: 'none' },
    });
    await router.start();
    refusing.writes = true;
    const late = router.route({ id: 'late', on: 'shop.sold', to: 'vendor' });
    await expect(late.ready).rejects.toThrow(expect.objectContaining({ code: 'log.failed' }));
    refusing.writes = false;
    await router.publish(sold('hat'));
    await router.settled();
    expect(linesOf(vendor)).toEqual(['hat']);
  });

  test('that cannot be written to the end is let go of all the same', async () => {
    const { memory, refusing, storage } = faultyDisk();
    const router = routerOf(createVendor('vendor'), { log: createLocalLog(storage, { clock }) });
    await router.start();
    refusing.writes = true;
    await expect(router.close()).rejects.toThrow(expect.objectContaining({ code: 'log.failed' }));
    await createMemoryLog({ storage: memory, clock }).close();
  });

  test('that somebody closes ends the routes, and does not keep the process busy', async () => {
    const log = createMemoryLog({ clock });
    const vendor = createVendor('vendor');
    const router = routerOf(vendor, { log });
    await router.start();
    log.abandon();
    await clock.advance(10_000);
    await expect(router.publish(sold('hat'))).rejects.toThrow(
      expect.objectContaining({ code: 'log.closed' }),
    );
  });
});

describe('a probe of a breaker', () => {
  const policy = { concurrency: 1, breaker: { failures: 1, openMs: 100, maxOpenMs: 100 } } as const;

  test('that meets a closed window shuts it, and burns no attempt', async () => {
    const vendor = createVendor('vendor', {
      answers: [['http.server_error'], ['http.rate_limited', { retryAfterMs: 5_000 }]],
    });
    const router = routerOf(vendor, { policy });
    await router.start();
    await router.publish(sold('hat'));
    await clock.advance(1_000);
    expect(vendor.calls.map(({ attempt }) => attempt)).toEqual([1, 2]);
    await clock.advance(4_999);
    expect(vendor.calls).toHaveLength(2);
    await clock.advance(2_000);
    expect(vendor.calls.map(({ attempt }) => attempt)).toEqual([1, 2, 2]);
  });

  test('that is told to wait waits, however soon the breaker opens again', async () => {
    const vendor = createVendor('vendor', {
      answers: [['http.server_error'], ['http.server_error', { retryAfterMs: 5_000 }]],
    });
    const router = routerOf(vendor, { policy });
    await router.start();
    await router.publish(sold('hat'));
    await clock.advance(1_000);
    expect(vendor.calls).toHaveLength(2);
    await clock.advance(4_999);
    expect(vendor.calls).toHaveLength(2);
    await clock.advance(1);
    expect(vendor.calls.map(({ attempt }) => attempt)).toEqual([1, 2, 2]);
  });

  test('is the only one: what waited for its place since before gives way', async () => {
    const held: (() => void)[] = [];
    const vendor = createVendor('vendor', {
      answers: [['http.server_error'], () => new Promise<void>((resolve) => held.push(resolve))],
      rate: { requests: 1, perMs: 1_000 },
    });
    const router = routerOf(vendor, {
      policy: { concurrency: 3, timeoutMs: 60_000, breaker: { failures: 1, openMs: 10, maxOpenMs: 10 } },
    });
    await router.start();
    await router.publishAll(['hat', 'cap', 'bag'].map(sold));
    await clock.advance(0);
    expect(linesOf(vendor)).toEqual(['hat']);
    await clock.advance(10_000);
    expect(vendor.calls).toHaveLength(2);
    held.shift()?.();
    await clock.advance(10_000);
    expect([...linesOf(vendor)].sort()).toEqual(['bag', 'cap', 'hat', 'hat']);
  });
});

describe('closing', () => {
  const never = () => new Promise<never>(() => {});

  test('gives up on an action that must not run twice, and does not repeat it after a restart', async () => {
    const storage = createMemoryStorage();
    const vendor = createVendor('vendor', { idempotent: 'no', answers: [never] });
    const router = routerOf(vendor, { log: createMemoryLog({ clock, storage }) });
    await router.start();
    await router.publish(sold('hat'));
    const closed = router.close({ timeoutMs: 50 });
    await clock.advance(2_000);
    await closed;
    const next = routerOf(vendor, { log: createMemoryLog({ clock, storage }) });
    await next.start();
    await clock.advance(60_000);
    expect(vendor.calls).toHaveLength(1);
    expect((await next.deadLetters.list()).map(({ error }) => error.code)).toEqual(['delivery.ambiguous']);
  });

  test('does not wait for a vendor that is asked what became of a call and never answers', async () => {
    const storage = createMemoryStorage();
    const vendor = createVendor('vendor', {
      idempotent: 'no',
      answers: [['http.timeout', { disposition: 'ambiguous' }]],
      reconcile: never,
    });
    const router = routerOf(vendor, { log: createMemoryLog({ clock, storage }) });
    const ends: string[] = [];
    for (const name of ['dead', 'returned', 'delivered'] as const) router.on(name, () => ends.push(name));
    await router.start();
    await router.publish(sold('hat'));
    const closed = router.close({ timeoutMs: 50 });
    await clock.advance(2_000);
    await closed;
    expect(ends).toEqual(['dead']);
  });

  test('while it is still starting, nothing begins any more', async () => {
    const vendor = createVendor('vendor');
    const other = createVendor('other');
    const storage = createMemoryStorage();
    const router = createRouter({
      connectors: { vendor: vendor.connector, other: other.connector },
      kit: shop,
      log: createMemoryLog({ clock, storage }),
      clock,
    });
    opened.push(router);
    const started = router.start();
    const closed = router.close();
    await expect(started).rejects.toThrow(expect.objectContaining({ code: 'router.closed' }));
    await closed;
    await clock.advance(1_000);
    expect([vendor.calls, other.calls]).toEqual([[], []]);
  });
});

describe('an audit', () => {
  test('balances also when retention has dropped everything', async () => {
    const log = createMemoryLog({ clock });
    const router = routerOf(createVendor('vendor'), { log });
    await router.start();
    await router.publishAll(['hat', 'cap'].map(sold));
    await router.settled();
    await log.trim({ maxEvents: 0 });
    expect(await router.audit()).toMatchObject([{ matched: 2, delivered: 2, balanced: true }]);
  });

  test('balances also while retention drops events', async () => {
    // At whichever step of the audit it is that they are dropped.
    for (let hops = 0; hops < 20; hops += 1) {
      const log = createMemoryLog({ clock });
      const router = routerOf(createVendor('vendor'), { log });
      await router.start();
      await router.publishAll(['hat', 'cap', 'bag'].map(sold));
      await router.settled();
      const audited = router.audit();
      for (let hop = 0; hop < hops; hop += 1) await undefined;
      await log.trim({ maxEvents: 2 });
      expect((await audited).map(({ balanced }) => balanced)).toEqual([true]);
    }
  });
});
