import { causedBy, type SubscriptionCounts, type TouchlineError } from '@touchline/core';
import { manualClock } from '@touchline/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { createMemoryLog, createMemoryStorage } from '../log/index.ts';
import { createRouter } from './create-router.ts';
import { createVendor, type ShopEvents, shop } from './fixtures/shop.ts';
import type { Connectors } from './route.ts';
import type { Router, RouterOptions } from './router.ts';

const startMs = Date.UTC(2026, 10, 21, 9, 30);
const clock = manualClock(startMs);
const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((router) => router.close()));
});

/** A started router over a memory log, with a clock that a test moves and no jitter. */
const started = async <const Names extends Connectors>(
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
  await router.start();
  return router;
};

const sold = (sku: string, id = `sale-${sku}`) => ({ type: 'shop.sold' as const, id, data: { sku } });

const countsOf = async (router: { status: Router['status'] }, id: string) => {
  const row = (await router.status()).find((status) => status.id === id);
  return (
    row && {
      matched: row.matched,
      delivered: row.delivered,
      skipped: row.skipped,
      dead: row.dead,
      pending: row.pending,
    }
  );
};

describe('publishing', () => {
  test('reaches every registered connector with no routes at all', async () => {
    const [first, second] = [createVendor('first'), createVendor('second')];
    const router = await started({ first: first.connector, second: second.connector });
    const receipt = await router.publish(sold('hat'));
    await router.settled();
    expect(receipt).toMatchObject({
      position: 1,
      duplicate: false,
      event: { source: '/app', id: 'sale-hat' },
    });
    expect([first.calls, second.calls].map((calls) => calls.map(({ line }) => line))).toEqual([
      ['hat'],
      ['hat'],
    ]);
    expect(await countsOf(router, 'first')).toEqual({
      matched: 1,
      delivered: 1,
      skipped: 0,
      dead: 0,
      pending: 0,
    });
  });

  test('the same event again changes nothing', async () => {
    const vendor = createVendor('vendor');
    const router = await started({ vendor: vendor.connector });
    await router.publish(sold('hat'));
    expect(await router.publish(sold('hat'))).toMatchObject({ position: 1, duplicate: true });
    await router.settled();
    expect(vendor.calls).toHaveLength(1);
  });

  test('before start waits for it, and is not missed', async () => {
    const vendor = createVendor('vendor');
    const router = createRouter({
      connectors: { vendor: vendor.connector },
      kit: shop,
      log: createMemoryLog({ clock }),
      clock,
    });
    opened.push(router);
    await router.publish(sold('hat'));
    expect(vendor.calls).toEqual([]);
    await router.start();
    await router.settled();
    expect(vendor.calls).toHaveLength(1);
  });

  test.each([
    ['event.unknown_type', { type: 'shop.stolen', data: {} }],
    ['event.invalid', { type: 'shop.sold', data: { sku: 7 } }],
    ['event.too_large', { type: 'shop.sold', data: { sku: 'x'.repeat(262_144) } }],
  ])('refuses with %s and holds nothing', async (code, draft) => {
    const log = createMemoryLog({ clock });
    const router = await started({ vendor: createVendor('vendor').connector }, { log });
    await expect(router.publish(draft as never)).rejects.toThrow(expect.objectContaining({ code }));
    expect(await log.stats()).toMatchObject({ events: 0 });
  });

  test('several at once are stored all or none', async () => {
    const log = createMemoryLog({ clock });
    const router = await started({ vendor: createVendor('vendor').connector }, { log });
    await expect(router.publishAll([sold('hat'), { ...sold('cap'), data: {} as never }])).rejects.toThrow(
      expect.objectContaining({ code: 'event.invalid' }),
    );
    expect(await log.stats()).toMatchObject({ events: 0 });
    const receipts = await router.publishAll([sold('hat'), sold('cap')]);
    expect(receipts.map(({ position }) => position)).toEqual([1, 2]);
  });

  test('after close is refused', async () => {
    const router = await started({ vendor: createVendor('vendor').connector });
    await router.close();
    await expect(router.publish(sold('hat'))).rejects.toThrow(
      expect.objectContaining({ code: 'router.closed' }),
    );
  });
});

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

describe('failures', () => {
  test('a retry comes on schedule, with the same key and the next attempt', async () => {
    const vendor = createVendor('vendor', { answers: [['http.server_error'], ['http.network']] });
    const router = await started({ vendor: vendor.connector });
    const retries: number[] = [];
    router.on('retrying', ({ atMs }) => retries.push(atMs - clock.now()));
    await router.publish(sold('hat'));
    await clock.advance(999);
    expect(vendor.calls).toHaveLength(1);
    await clock.advance(1);
    await clock.advance(2_000);
    await router.settled();
    expect(vendor.calls.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(new Set(vendor.calls.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
    expect(retries).toEqual([1_000, 2_000]);
  });

  test('a rejection is a dead letter at once', async () => {
    const vendor = createVendor('vendor', { answers: [['http.rejected', { vendorCode: 'no_such_thing' }]] });
    const router = await started({ vendor: vendor.connector });
    await router.publish(sold('hat'));
    await router.settled();
    const [letter] = await router.deadLetters.list();
    expect(letter).toMatchObject({
      kind: 'delivery',
      subscription: 'vendor',
      stage: 'deliver',
      attempts: 1,
      error: { code: 'http.rejected', vendorCode: 'no_such_thing' },
      event: { id: 'sale-hat' },
    });
    expect(await countsOf(router, 'vendor')).toEqual({
      matched: 1,
      delivered: 0,
      skipped: 0,
      dead: 1,
      pending: 0,
    });
  });

  test('retries that are used up end as a dead letter that names the last failure', async () => {
    const vendor = createVendor('vendor', { answers: [['http.network'], ['http.server_error']] });
    const router = await started({ vendor: vendor.connector }, { policy: { retry: { maxAttempts: 2 } } });
    await router.publish(sold('hat'));
    await clock.advance(1_000);
    await router.settled();
    const [letter] = await router.deadLetters.list();
    expect(letter?.error).toMatchObject({
      code: 'delivery.exhausted',
      message: 'Gave up after 2 attempts; the last failed with http.server_error: vendor failed.',
    });
  });

  test('a closed rate window delays everybody and burns no attempt', async () => {
    const vendor = createVendor('vendor', { answers: [['http.rate_limited', { retryAfterMs: 5_000 }]] });
    const router = await started({ vendor: vendor.connector }, { policy: { retry: { maxAttempts: 1 } } });
    await router.publish(sold('hat'));
    await clock.advance(0);
    await router.publish(sold('cap'));
    await clock.advance(4_999);
    expect(vendor.calls).toHaveLength(1);
    await clock.advance(2_000);
    await router.settled();
    expect(vendor.calls.map(({ line }) => line).sort()).toEqual(['cap', 'hat', 'hat']);
    expect(vendor.calls.map(({ attempt }) => attempt)).toEqual([1, 1, 1]);
  });

  test('the vendor’s own rate is kept', async () => {
    const vendor = createVendor('vendor', { rate: { requests: 2, perMs: 1_000 } });
    const router = await started({ vendor: vendor.connector });
    await router.publishAll(['a', 'b', 'c', 'd', 'e'].map((sku) => sold(sku)));
    await clock.advance(0);
    expect(vendor.calls).toHaveLength(2);
    await clock.advance(1_000);
    expect(vendor.calls).toHaveLength(4);
    await clock.advance(1_000);
    await router.settled();
    expect(vendor.calls).toHaveLength(5);
  });

  test('refused credentials pause the route; nothing is burnt, and it goes on when resumed', async () => {
    const vendor = createVendor('vendor', { answers: [['http.unauthorized']] });
    const router = await started({ vendor: vendor.connector });
    const told: string[] = [];
    router.on('paused', ({ route, reason }) => told.push(`${route} ${reason}`));
    await router.publish(sold('hat'));
    await router.settled();
    expect(told).toEqual(['vendor reauthorize']);
    expect((await router.status())[0]?.state).toBe('paused: reauthorize');
    expect(await countsOf(router, 'vendor')).toMatchObject({ pending: 1, dead: 0 });
    await router.resume('vendor');
    await clock.advance(0);
    await router.settled();
    expect(vendor.calls.map(({ attempt }) => attempt)).toEqual([1, 1]);
  });

  test('an unknown outcome is never repeated blindly', async () => {
    const vendor = createVendor('vendor', {
      idempotent: 'no',
      answers: [['http.timeout', { disposition: 'ambiguous' }]],
    });
    const router = await started({ vendor: vendor.connector });
    await router.publish(sold('hat'));
    await router.settled();
    expect(vendor.calls).toHaveLength(1);
    expect((await router.deadLetters.list())[0]?.error.code).toBe('delivery.ambiguous');
  });

  test.each([
    ['done', 1, 0],
    ['not_done', 2, 0],
    ['unknown', 1, 1],
  ] as const)('an unknown outcome that the vendor finds %s', async (outcome, calls, dead) => {
    const vendor = createVendor('vendor', {
      idempotent: 'no',
      answers: [['http.timeout', { disposition: 'ambiguous' }]],
      reconcile: async () => (outcome === 'done' ? { outcome, output: {} } : { outcome }),
    });
    const router = await started({ vendor: vendor.connector });
    await router.publish(sold('hat'));
    await clock.advance(1_000);
    await router.settled();
    expect(vendor.calls).toHaveLength(calls);
    expect(await countsOf(router, 'vendor')).toMatchObject({ delivered: 1 - dead, dead });
  });

  test('a map that throws is a dead letter of stage map, without the event’s data in its error', async () => {
    const vendor = createVendor('vendor');
    const router = await started(
      { vendor: vendor.connector },
      {
        reactions: { vendor: 'none' },
        routes: (route) => [
          route({
            id: 'bad',
            on: 'shop.sold',
            to: 'vendor',
            map: (event) => {
              throw new RangeError(`sentinel ${event.data.sku}`);
            },
          }),
        ],
      },
    );
    await router.publish(sold('hat'));
    await router.settled();
    const [letter] = await router.deadLetters.list();
    expect(letter).toMatchObject({
      stage: 'map',
      error: { code: 'map.failed', message: 'The map of route bad threw an unexpected RangeError.' },
    });
  });

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'map.failed'],
    ['a promise', Promise.resolve(), 'map.failed'],
    ['a call of what is not there', { action: 'erase', input: {} }, 'action.unknown'],
    ['a call of an inherited name', { action: 'toString', input: {} }, 'action.unknown'],
  ])('a map that returns %s is a dead letter', async (_what, result, code) => {
    const vendor = createVendor('vendor');
    const router = await started(
      { vendor: vendor.connector },
      {
        reactions: { vendor: 'none' },
        routes: (route) => [route({ id: 'bad', on: 'shop.sold', to: 'vendor', map: () => result as never })],
      },
    );
    await router.publish(sold('hat'));
    await router.settled();
    expect((await router.deadLetters.list()).map(({ stage, error }) => [stage, error.code])).toEqual([
      ['map', code],
    ]);
  });

  test('an input that the action refuses is a dead letter of stage input', async () => {
    const vendor = createVendor('vendor');
    const router = await started(
      { vendor: vendor.connector },
      {
        reactions: { vendor: 'none' },
        routes: (route) => [
          route({
            id: 'bad',
            on: 'shop.sold',
            to: 'vendor',
            map: (_event, { call }) => call.note({ line: '' }),
          }),
        ],
      },
    );
    await router.publish(sold('hat'));
    await router.settled();
    expect((await router.deadLetters.list()).map(({ stage, error }) => [stage, error.code])).toEqual([
      ['input', 'action.input_invalid'],
    ]);
    expect(vendor.calls).toEqual([]);
  });

  test.each<[string, 'key' | 'no', string]>([
    ['is tried again when the vendor knows the key', 'key', 'http'],
    ['is not repeated when the vendor has no key', 'no', 'delivery.ambiguous'],
  ])('an attempt that never ends %s', async (_what, idempotent, code) => {
    const never = () => new Promise<never>(() => {});
    const vendor = createVendor('vendor', { idempotent, answers: [never] });
    const router = await started({ vendor: vendor.connector }, { policy: { timeoutMs: 5_000 } });
    await router.publish(sold('hat'));
    await clock.advance(5_000);
    await clock.advance(1_000);
    await clock.advance(1_000);
    await router.settled();
    const letters = await router.deadLetters.list();
    expect(letters.map(({ error }) => error.code)).toEqual(code === 'http' ? [] : [code]);
    expect(vendor.calls).toHaveLength(idempotent === 'key' ? 2 : 1);
  });

  test.each<
    [string, (settle: { resolve: (value: unknown) => void; reject: (thrown: unknown) => void }) => void]
  >([
    [
      'succeeds, then fails',
      ({ resolve, reject }) => {
        resolve({});
        reject(new Error('late'));
      },
    ],
    [
      'succeeds twice',
      ({ resolve }) => {
        resolve({});
        resolve({});
      },
    ],
  ])('an action that %s is settled once', async (_what, settle) => {
    const { connector } = createVendor('vendor');
    const twice = { ...connector.actions.note } as unknown as typeof connector.actions.note;
    const thenable = {
      // biome-ignore lint/suspicious/noThenProperty: a hostile connector returns what is no promise.
      then: (resolve: (value: unknown) => void, reject: (thrown: unknown) => void) =>
        settle({ resolve, reject }),
    };
    const note = Object.assign(() => thenable as never, twice);
    const router = await started({ vendor: { ...connector, actions: { note } } });
    await router.publish(sold('hat'));
    await router.settled();
    expect((await router.audit())[0]).toMatchObject({ delivered: 1, pending: 0, dead: 0, balanced: true });
  });

  test.each<[string, () => unknown, string[]]>([
    ['returns no promise is taken at its word', () => 7, []],
    [
      'throws where it should reject fails like any other',
      () => {
        throw new Error('sentinel');
      },
      ['delivery.exhausted'],
    ],
  ])('an action that %s', async (_what, act, codes) => {
    const { connector } = createVendor('vendor');
    const note = Object.assign(act as never, { ...connector.actions.note });
    const router = await started(
      { vendor: { ...connector, actions: { note } } },
      { policy: { retry: { maxAttempts: 1 } } },
    );
    await router.publish(sold('hat'));
    await router.settled();
    expect((await router.deadLetters.list()).map(({ error }) => error.code)).toEqual(codes);
    expect((await router.audit())[0]).toMatchObject({ pending: 0, balanced: true });
  });

  test('an action that throws a string is retried, and the string is told nobody', async () => {
    const vendor = createVendor('vendor', { answers: [() => Promise.reject('sentinel')] });
    const router = await started({ vendor: vendor.connector });
    const errors: TouchlineError[] = [];
    router.on('retrying', ({ error }) => errors.push(error));
    await router.publish(sold('hat'));
    await clock.advance(1_000);
    await router.settled();
    expect(errors.map(({ code, message }) => [code, message])).toEqual([
      ['delivery.unexpected', 'An unexpected string was thrown.'],
    ]);
  });

  test('one failing destination does not hold up another', async () => {
    const bad = createVendor('bad', {
      answers: Array.from({ length: 50 }, () => ['http.server_error'] as const),
    });
    const good = createVendor('good');
    const router = await started({ bad: bad.connector, good: good.connector });
    await router.publishAll(Array.from({ length: 20 }, (_, index) => sold(`sku-${index}`)));
    await clock.advance(0);
    expect(good.calls).toHaveLength(20);
    expect(await countsOf(router, 'bad')).toMatchObject({ delivered: 0, pending: 20 });
  });

  test('a listener that throws costs no delivery', async () => {
    const vendor = createVendor('vendor');
    const router = await started({ vendor: vendor.connector });
    const failures: string[] = [];
    router.on('failed', ({ error }) => failures.push(error.code));
    router.on('delivered', () => {
      throw new Error('listener');
    });
    await router.publish(sold('hat'));
    await router.settled();
    expect([vendor.calls.length, failures]).toEqual([1, ['delivery.unexpected']]);
  });

  test('a listener that fails later is told as well, and ends no process', async () => {
    const router = await started({ vendor: createVendor('vendor').connector });
    const failures: string[] = [];
    router.on('failed', ({ error }) => failures.push(error.code));
    router.on('delivered', (async () => {
      throw new Error('listener');
    }) as never);
    await router.publish(sold('hat'));
    await router.settled();
    await clock.advance(0);
    expect(failures).toEqual(['delivery.unexpected']);
  });
});

describe('order by partition', () => {
  test('a key waits for its own retries, and no other key does', async () => {
    const vendor = createVendor('vendor', { answers: [['http.server_error']] });
    const router = await started({ vendor: vendor.connector }, { policy: { order: 'partition' } });
    await router.publishAll(
      ['a1', 'b1', 'a2', 'b2'].map((sku) => ({ ...sold(sku), partitionkey: sku.charAt(0) })),
    );
    await clock.advance(0);
    expect(vendor.calls.map(({ line }) => line)).toEqual(['a1', 'b1', 'b2']);
    await clock.advance(1_000);
    await router.settled();
    expect(vendor.calls.map(({ line }) => line)).toEqual(['a1', 'b1', 'b2', 'a1', 'a2']);
  });
});

describe('dead letters', () => {
  const dead = async () => {
    const vendor = createVendor('vendor', { answers: [['http.rejected'], ['http.rejected']] });
    const router = await started({ vendor: vendor.connector }, { policy: { concurrency: 1 } });
    await router.publish(sold('hat'));
    await router.publish(sold('cap'));
    await router.settled();
    return { vendor, router };
  };

  test('are counted by a dry run, and replayed with the same key', async () => {
    const { vendor, router } = await dead();
    expect(await router.replay({ stages: ['deliver'] }, { dryRun: true })).toEqual({
      deliveries: 2,
      webhooks: 0,
      stillFailing: 0,
    });
    expect(await router.deadLetters.count()).toBe(2);
    expect(await router.replay({ stages: ['deliver'] })).toEqual({
      deliveries: 2,
      webhooks: 0,
      stillFailing: 0,
    });
    await router.settled();
    expect(await router.deadLetters.count()).toBe(0);
    expect(vendor.calls.map(({ line }) => line)).toEqual(['hat', 'cap', 'hat', 'cap']);
    // What was tried before is never a first attempt again: a vendor that forgets keys looks before it repeats.
    expect(vendor.calls.map(({ attempt }) => attempt)).toEqual([1, 1, 2, 2]);
    expect(vendor.calls[0]?.idempotencyKey).toBe(vendor.calls[2]?.idempotencyKey);
    expect(await countsOf(router, 'vendor')).toEqual({
      matched: 2,
      delivered: 2,
      skipped: 0,
      dead: 0,
      pending: 0,
    });
  });

  test('can be discarded, and stay counted as dead', async () => {
    const { router } = await dead();
    const [first] = await router.deadLetters.list({}, { limit: 1 });
    expect(await router.deadLetters.discard({ ids: [first?.id as string] })).toBe(1);
    expect(await router.deadLetters.count()).toBe(1);
    expect(await countsOf(router, 'vendor')).toEqual({
      matched: 2,
      delivered: 0,
      skipped: 0,
      dead: 2,
      pending: 0,
    });
  });
});

describe('pausing and closing', () => {
  test('a paused route keeps its events, and audit balances all the while', async () => {
    const vendor = createVendor('vendor');
    const router = await started({ vendor: vendor.connector });
    await router.pause('vendor');
    await clock.advance(0);
    await router.publish(sold('hat'));
    await router.settled();
    expect(vendor.calls).toEqual([]);
    expect((await router.audit()).map(({ balanced, pending }) => [balanced, pending])).toEqual([[true, 1]]);
    await router.resume('vendor');
    await clock.advance(0);
    await router.settled();
    expect(vendor.calls).toHaveLength(1);
  });

  test('a pause by an operator outlives the process, until the route is resumed', async () => {
    const vendor = createVendor('vendor');
    const other = createVendor('other');
    const storage = createMemoryStorage();
    const open = () => {
      const log = createMemoryLog({ clock, storage });
      return started({ vendor: vendor.connector, other: other.connector }, { log }).then((router) => ({
        router,
        log,
      }));
    };
    const first = await open();
    await first.router.pause('vendor');
    await first.router.pause('vendor');
    first.log.abandon();

    const second = await open();
    await second.router.publish(sold('hat'));
    await second.router.settled();
    expect((await second.router.status()).map(({ id, state }) => [id, state])).toEqual([
      ['vendor', 'paused: operator'],
      ['other', 'running'],
    ]);
    expect([vendor.calls.length, other.calls.length]).toEqual([0, 1]);
    await second.router.resume('vendor');
    await second.router.settled();
    expect(vendor.calls).toHaveLength(1);
    second.log.abandon();

    const third = await open();
    expect((await third.router.status()).map(({ state }) => state)).toEqual(['running', 'running']);
  });

  test('a pause that cannot be written holds all the same, and is told', async () => {
    const vendor = createVendor('vendor');
    const storage = createMemoryStorage();
    const router = await started({ vendor: vendor.connector }, { log: createMemoryLog({ clock, storage }) });
    const failures: string[] = [];
    router.on('failed', ({ error }) => failures.push(error.code));
    const write = storage.write.bind(storage);
    storage.write = () => {
      throw new Error('The disk is on fire.');
    };
    await expect(router.pause('vendor')).rejects.toThrow(expect.objectContaining({ code: 'log.failed' }));
    storage.write = write;
    expect(failures).toEqual(['log.failed']);
    await router.publish(sold('hat'));
    await router.settled();
    expect(vendor.calls).toEqual([]);
    // Asked for again, it is durable.
    await router.pause('vendor');
    expect(storage.bookmark('router:paused-routes')).toBe('["vendor"]');
  });

  test('refused credentials hold a route only until the next start, which may bring new ones', async () => {
    const vendor = createVendor('vendor', { answers: [['http.unauthorized']] });
    const storage = createMemoryStorage();
    const log = createMemoryLog({ clock, storage });
    const first = await started({ vendor: vendor.connector }, { log });
    await first.publish(sold('hat'));
    await first.settled();
    expect((await first.status())[0]?.state).toBe('paused: reauthorize');
    await first.close();
    const second = await started({ vendor: vendor.connector }, { log: createMemoryLog({ clock, storage }) });
    await second.settled();
    expect(vendor.calls).toHaveLength(2);
    expect((await second.status())[0]).toMatchObject({ state: 'running', delivered: 1 });
  });

  test('close lets what is under way end', async () => {
    let finish: (value?: unknown) => void = () => {};
    const vendor = createVendor('vendor', {
      answers: [
        () =>
          new Promise((resolve) => {
            finish = resolve;
          }),
      ],
    });
    const router = await started({ vendor: vendor.connector });
    const done: string[] = [];
    router.on('delivered', ({ event }) => done.push(event.id));
    await router.publish(sold('hat'));
    await clock.advance(0);
    const closed = router.close();
    await clock.advance(100);
    finish();
    await closed;
    expect(done).toEqual(['sale-hat']);
  });

  test('close gives up on what does not end, and gives it back', async () => {
    const vendor = createVendor('vendor', { answers: [() => new Promise<never>(() => {})] });
    const router = await started({ vendor: vendor.connector });
    await router.publish(sold('hat'));
    await clock.advance(0);
    const closed = router.close({ timeoutMs: 50 });
    await clock.advance(50);
    await clock.advance(1_000);
    await closed;
    expect(vendor.calls).toHaveLength(1);
  });
});

describe('the breaker', () => {
  test('opens on a destination that fails, burns nothing while open, and closes after a good probe', async () => {
    const vendor = createVendor('vendor', {
      answers: Array.from({ length: 4 }, () => ['http.server_error'] as const),
    });
    const router = await started(
      { vendor: vendor.connector },
      { policy: { concurrency: 1, breaker: { failures: 3, openMs: 10_000, maxOpenMs: 60_000 } } },
    );
    const states: string[] = [];
    router.on('breaker', ({ state }) => states.push(state));
    await router.publishAll(['a', 'b', 'c', 'd', 'e'].map((sku) => sold(sku)));
    await clock.advance(0);
    expect([vendor.calls.length, states]).toEqual([3, ['open']]);
    expect((await router.status())[0]?.state).toBe('breaker open');
    await clock.advance(9_999);
    expect(vendor.calls).toHaveLength(3);
    await clock.advance(1);
    expect([vendor.calls.length, states]).toEqual([4, ['open', 'half-open', 'open']]);
    await clock.advance(20_000);
    await router.settled();
    expect(states.slice(3)).toEqual(['half-open', 'closed']);
    const afterwards = vendor.calls.slice(3).map(({ line, attempt }) => `${line} ${attempt}`);
    // The probes took the retry that had waited longest; the failed one counts no attempt.
    expect(afterwards.sort()).toEqual(['a 2', 'a 2', 'b 2', 'c 2', 'd 1', 'e 1']);
    expect(await countsOf(router, 'vendor')).toEqual({
      matched: 5,
      delivered: 5,
      skipped: 0,
      dead: 0,
      pending: 0,
    });
  });
});

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
