import { type DeliveryGate, defineAction, type GatedDelivery, type GateVerdict } from '@touchline/core';
import { manualClock } from '@touchline/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createMemoryLog } from '../log/index.ts';
import { createRouter } from './create-router.ts';
import { type Answer, createVendor, shop } from './fixtures/shop.ts';
import type { RoutePolicy } from './route-policy.ts';

const clock = manualClock(Date.UTC(2026, 10, 21, 9, 30));
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((router) => router.close()));
});

const allowed: GateVerdict = { allowed: true };
const withdrawn: GateVerdict = { allowed: false, reason: 'consent.withdrawn' };

/** A gate whose answers a test writes down beforehand; when they are used up it lets everything through. */
const createGate = (...answers: (GateVerdict | (() => GateVerdict | Promise<GateVerdict>))[]) => {
  const asked: GatedDelivery[] = [];
  const gate: DeliveryGate = {
    mayDeliver(delivery) {
      asked.push(delivery);
      const answer = answers.shift() ?? allowed;
      return typeof answer === 'function' ? answer() : answer;
    },
  };
  return { gate, asked };
};

const setUp = async (
  gate: DeliveryGate,
  policy: RoutePolicy = { purpose: 'marketing' },
  vendorOptions: Parameters<typeof createVendor>[1] = {},
) => {
  const vendor = createVendor('vendor', vendorOptions);
  const log = createMemoryLog({ clock });
  const connectors = { vendor: vendor.connector };
  const router = createRouter({ connectors, kit: shop, log, clock, random: () => 1, gate, policy });
  opened.push(router);
  await router.start();
  const status = async () => (await router.status())[0];
  return { router, log, calls: vendor.calls, status };
};

const sold = (sku: string) => ({ type: 'shop.sold' as const, id: `sale-${sku}`, data: { sku } });
const failing: Answer = ['http.server_error'];

describe('a gate', () => {
  test('is told the event, the route, the connector, the purpose and the way to the person', async () => {
    const { gate, asked } = createGate();
    const { router, calls } = await setUp(gate, { purpose: 'marketing', channel: 'sms' });
    const { event } = await router.publish(sold('hat'));
    await router.settled();
    expect(asked).toEqual([
      { event, route: 'vendor', connector: 'vendor', purpose: 'marketing', channel: 'sms' },
    ]);
    expect(calls).toHaveLength(1);
  });

  test('is asked for routes without a purpose as well, with the category as the channel', async () => {
    const { gate, asked } = createGate();
    const { router } = await setUp(gate, {});
    await router.publish(sold('hat'));
    await router.settled();
    expect(asked).toMatchObject([{ purpose: undefined, channel: 'other' }]);
  });

  test('is not asked about what a route skips by itself', async () => {
    const { gate, asked } = createGate();
    const { router } = await setUp(gate);
    await router.publish(sold('gift'));
    await router.settled();
    expect(asked).toEqual([]);
  });

  test('withholds: counted as skipped with its reason, and the audit balances', async () => {
    const { router, calls, status } = await setUp(createGate(withdrawn).gate);
    await router.publishAll([sold('hat'), sold('cap')]);
    await router.settled();
    expect(calls.map(({ line }) => line)).toEqual(['cap']);
    expect(await status()).toMatchObject({
      matched: 2,
      delivered: 1,
      skipped: 1,
      skippedBy: { 'consent.withdrawn': 1 },
    });
    expect(await router.audit()).toMatchObject([{ balanced: true, recounted: 2 }]);
  });

  test('may take its time: nothing is sent before it has answered', async () => {
    let answer: (verdict: GateVerdict) => void = () => {};
    const { gate } = createGate(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    const { router, calls } = await setUp(gate);
    await router.publish(sold('hat'));
    await clock.advance(100);
    expect(calls).toEqual([]);
    answer(allowed);
    await router.settled();
    expect(calls).toHaveLength(1);
  });

  test('is asked again on each retry, and withholds what was withdrawn in between', async () => {
    const { gate, asked } = createGate(allowed, withdrawn);
    const { router, calls, status } = await setUp(gate, { purpose: 'marketing' }, { answers: [failing] });
    await router.publish(sold('hat'));
    await clock.advance(1_000);
    await router.settled();
    expect(asked).toHaveLength(2);
    expect(calls).toHaveLength(1);
    expect(await status()).toMatchObject({ skipped: 1, skippedBy: { 'consent.withdrawn': 1 } });
  });

  test('is asked again on replay', async () => {
    const { gate } = createGate(allowed, withdrawn);
    const { router, calls, status } = await setUp(gate, {}, { answers: [['http.rejected']] });
    await router.publish(sold('hat'));
    await router.settled();
    expect(await status()).toMatchObject({ dead: 1 });
    await router.replay({ kind: 'delivery' });
    await router.settled();
    expect(calls).toHaveLength(1);
    expect(await status()).toMatchObject({ dead: 0, skipped: 1 });
    expect(await router.audit()).toMatchObject([{ balanced: true }]);
  });

  test('is asked again after a wait for a place in the window, and what is withheld takes none', async () => {
    const { gate, asked } = createGate(allowed, withdrawn, allowed, withdrawn);
    const { router, calls } = await setUp(gate, {}, { rate: { requests: 1, perMs: 1_000 } });
    await router.publishAll([sold('a'), sold('b'), sold('c')]);
    await clock.advance(1);
    expect(calls.map(({ line }) => line)).toEqual(['a']);
    expect(asked.map(({ event }) => event.id)).toEqual(['sale-a', 'sale-b', 'sale-c']);
    await clock.advance(1_000);
    await router.settled();
    expect(asked).toHaveLength(4);
    expect(calls).toHaveLength(1);
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('jane@example.com');
      },
    ],
    ['rejects', () => Promise.reject(new Error('jane@example.com'))],
    ['gives no verdict', () => undefined as never],
    ['gives a verdict of another kind', () => ({ allowed: 'yes' }) as never],
    ['withholds without a reason', () => ({ allowed: false }) as never],
  ])('that %s lets nothing through; it is tried again on the schedule', async (_, answer) => {
    const { gate } = createGate(answer);
    const { router, calls, status } = await setUp(gate);
    const errors: string[] = [];
    router.on('retrying', ({ error }) => errors.push(`${error.code} ${error.message}`));
    await router.publish(sold('hat'));
    await clock.advance(999);
    expect(calls).toEqual([]);
    expect(errors).toEqual([expect.stringMatching(/^delivery\.gate_failed (?!.*jane)/)]);
    await clock.advance(1);
    await router.settled();
    expect(calls).toMatchObject([{ attempt: 2 }]);
    expect(await status()).toMatchObject({ delivered: 1 });
  });

  test('that never answers is waited for as long as an attempt may take', async () => {
    const { gate } = createGate(() => new Promise(() => {}));
    const { router, calls } = await setUp(gate, { timeoutMs: 5_000 });
    const errors: string[] = [];
    router.on('retrying', ({ error }) => errors.push(error.code));
    await router.publish(sold('hat'));
    await clock.advance(5_000);
    expect(errors).toEqual(['delivery.gate_failed']);
    await clock.advance(1_000);
    await router.settled();
    expect(calls).toHaveLength(1);
  });

  test('that never answers does not hold up the close, and nothing is lost by it', async () => {
    const { gate } = createGate(() => new Promise(() => {}));
    const { router, calls } = await setUp(gate, {}, { idempotent: 'no' });
    const returned: string[] = [];
    router.on('returned', ({ event }) => returned.push(event.id));
    await router.publish(sold('hat'));
    await clock.advance(1);
    const closed = router.close({ timeoutMs: 100 });
    await clock.advance(100);
    await closed;
    expect({ returned, calls }).toEqual({ returned: ['sale-hat'], calls: [] });
  });

  test('that fails opens no breaker: the destination was not asked', async () => {
    const failure = () => {
      throw new Error('storage');
    };
    const { gate } = createGate(failure, failure, failure);
    const { router, calls, status } = await setUp(gate, { breaker: { failures: 1 } });
    await router.publish(sold('hat'));
    for (let second = 0; second < 10; second += 1) {
      expect(await status()).toMatchObject({ state: 'running' });
      await clock.advance(1_000);
    }
    await router.settled();
    expect(calls).toHaveLength(1);
  });

  test('that fails on the probe of a breaker waits for its schedule before the next', async () => {
    const { gate, asked } = createGate(allowed, () => {
      throw new Error('storage');
    });
    const { router, calls } = await setUp(
      gate,
      { breaker: { failures: 1, openMs: 1_000 }, retry: { baseMs: 1_000, factor: 1 } },
      { answers: [failing] },
    );
    await router.publish(sold('hat'));
    await clock.advance(1_500);
    expect(asked).toHaveLength(2);
    await clock.advance(10_000);
    await router.settled();
    expect(calls).toHaveLength(2);
  });
});

describe('a gate before a batch', () => {
  const mail = defineAction({
    name: 'mail',
    title: 'Mail',
    description: 'Writes to somebody.',
    input: z.object({ sku: z.string() }),
    output: z.object({}),
    effect: 'write',
    idempotent: 'key',
  });

  const setUpBatches = async (gate: DeliveryGate, rate?: { requests: number; perMs: number }) => {
    const requests: string[][] = [];
    const mailer = shop.defineConnector({
      id: 'mailer',
      title: 'Mailer',
      category: 'email',
      specVersion: 1,
      config: z.object({}),
      ...(rate && { limits: { rate } }),
      actions: (implement) => ({
        mail: implement(mail, {
          run: async () => ({}),
          batch: {
            maxItems: 3,
            maxWaitMs: 50,
            run: async (items) => {
              requests.push(items.map(({ input }) => input.sku));
              return items.map(() => ({ ok: true as const, output: {} }));
            },
          },
        }),
      }),
      on: { 'shop.sold': (event, { call }) => call.mail({ sku: event.data.sku }) },
    })({});
    const log = createMemoryLog({ clock });
    const policy = { batch: 'on', purpose: 'marketing' } as const;
    const router = createRouter({ kit: shop, log, clock, connectors: { mailer }, policy, gate });
    opened.push(router);
    await router.start();
    return { router, requests };
  };

  test('is asked once for each item, as the batch goes out, and keeps out what it withholds', async () => {
    const { gate, asked } = createGate(allowed, async () => withdrawn);
    const { router, requests } = await setUpBatches(gate);
    await router.publishAll([sold('a'), sold('b')]);
    await clock.advance(49);
    expect(asked).toEqual([]);
    await clock.advance(1);
    await router.settled();
    expect(asked).toHaveLength(2);
    expect(requests).toEqual([['a']]);
    expect((await router.status())[0]).toMatchObject({
      delivered: 1,
      skipped: 1,
      skippedBy: { 'consent.withdrawn': 1 },
    });
  });

  test('is asked again where the batch had to wait for its place; a batch that is empty then takes none', async () => {
    const { gate, asked } = createGate(allowed, allowed, allowed, allowed, allowed, withdrawn, withdrawn);
    const { router, requests } = await setUpBatches(gate, { requests: 1, perMs: 10_000 });
    await router.publishAll(['a', 'b', 'c', 'd', 'e'].map(sold));
    await clock.advance(50);
    expect(requests).toEqual([['a', 'b', 'c']]);
    await clock.advance(10_000);
    await router.settled();
    expect(asked).toHaveLength(7);
    expect(requests).toHaveLength(1);
    await router.publishAll(['f', 'g', 'h'].map(sold));
    await clock.advance(1);
    expect(requests).toEqual([
      ['a', 'b', 'c'],
      ['f', 'g', 'h'],
    ]);
  });
});

describe('a route with a purpose', () => {
  const log = createMemoryLog({ clock });

  test('is refused by a router without a gate', () => {
    const options = { connectors: { vendor: createVendor('vendor').connector }, kit: shop, log };
    expect(() => createRouter({ ...options, policy: { purpose: 'marketing' } })).toThrow(
      /^Route "vendor" delivers for the purpose "marketing", but the router has no gate to ask for consent; /,
    );
  });

  test('that is no word is refused', () => {
    const { gate } = createGate();
    const options = { connectors: { vendor: createVendor('vendor').connector }, kit: shop, log, gate };
    expect(() => createRouter({ ...options, policy: { purpose: '' } })).toThrow(
      'Route "vendor": purpose must be 1 to 100 letters',
    );
  });

  test('shows it in the topology, with the way to the person', async () => {
    const { router } = await setUp(createGate().gate);
    expect(router.topology().routes).toMatchObject([{ policy: { purpose: 'marketing', channel: 'other' } }]);
  });
});
