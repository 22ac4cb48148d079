import type { EnrichEvents, TouchlineEvent } from '@touchline/core';
import { manualClock } from '@touchline/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createMemoryLog } from '../log/index.ts';
import { createRouter } from './create-router.ts';
import { createVendor, shop } from './fixtures/shop.ts';

const clock = manualClock(Date.UTC(2026, 10, 21, 9, 30));
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((router) => router.close()));
});

const setUp = async (enrich: EnrichEvents) => {
  const vendor = createVendor('vendor');
  const log = createMemoryLog({ clock });
  const router = createRouter({ connectors: { vendor: vendor.connector }, kit: shop, log, clock, enrich });
  opened.push(router);
  await router.start();
  return { router, log, calls: vendor.calls };
};

const sold = (sku: string) => ({ type: 'shop.sold' as const, id: `sale-${sku}`, data: { sku } });

/** What another part of the house would do: it knows who bought. */
const withBuyer: EnrichEvents = (events) =>
  events.map((event) => ({
    ...event,
    partitionkey: 'prs_1',
    data: { ...(event.data as object), customer: { email: 'jane@example.com' } },
  }));

const stored = async (log: ReturnType<typeof createMemoryLog>): Promise<readonly TouchlineEvent[]> => {
  const events: TouchlineEvent[] = [];
  for await (const { event } of log.read()) events.push(event);
  return events;
};

const webhook = (body: unknown) =>
  new Request('http://localhost/webhooks/vendor', {
    method: 'POST',
    headers: { 'x-key': 'good', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

describe('enrich', () => {
  test('completes what is published: in the log, in the receipt, and frozen like any event', async () => {
    const { router, log } = await setUp(withBuyer);
    const { event } = await router.publish(sold('hat'));
    expect(event).toMatchObject({ partitionkey: 'prs_1', data: { customer: { email: 'jane@example.com' } } });
    expect(await stored(log)).toEqual([event]);
    expect([event, event.data, event.data.customer].every(Object.isFrozen)).toBe(true);
  });

  test('completes what a webhook brings', async () => {
    const { router, log } = await setUp(withBuyer);
    expect((await router.receive('vendor', webhook({ id: 'sale-cap', sku: 'cap' }))).status).toBe(200);
    expect(await stored(log)).toMatchObject([{ id: 'sale-cap', partitionkey: 'prs_1' }]);
  });

  test('completes what a poll and a stream bring', async () => {
    const log = createMemoryLog({ clock });
    const till = shop.defineConnector({
      id: 'till',
      title: 'Till',
      category: 'other',
      specVersion: 1,
      config: z.object({}),
      actions: () => ({}),
      poll: {
        everyMs: 60_000,
        ask: async (_, { event }) => ({
          cursor: 'end',
          events: [event('shop.sold', { id: 'polled', time: '2026-11-21T09:30:00Z', data: { sku: 'hat' } })],
        }),
      },
      stream: async ({ event, signal }, emit) => {
        await emit([
          event('shop.sold', { id: 'streamed', time: '2026-11-21T09:30:00Z', data: { sku: 'cap' } }),
        ]);
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      },
    })({});
    const router = createRouter({ connectors: { till }, kit: shop, log, clock, enrich: withBuyer });
    opened.push(router);
    await router.start();
    await clock.advance(1);
    expect((await stored(log)).map(({ id, partitionkey }) => `${id} ${partitionkey}`).sort()).toEqual([
      'polled prs_1',
      'streamed prs_1',
    ]);
  });

  test('completes what a kept webhook brings once it is understood', async () => {
    const { router, log } = await setUp(withBuyer);
    await router.receive('vendor', webhook({ id: 'sale-cap', sku: 7 }));
    const [letter] = await log.deadLetters.list({ kind: 'webhook' });
    expect(letter).toBeDefined();
    // Mended by hand, as an operator would after the connector has learned it.
    if (letter?.kind !== 'webhook') throw new Error('a webhook was expected');
    await log.deadLetters.discard({ ids: [letter.id] });
    const body = Buffer.from(JSON.stringify({ id: 'sale-cap', sku: 'cap' })).toString('base64');
    await log.deadLetters.addWebhook({ ...letter, request: { ...letter.request, bodyBase64: body } });
    expect(await router.replay({ kind: 'webhook' })).toMatchObject({ webhooks: 1, stillFailing: 0 });
    expect(await stored(log)).toMatchObject([{ id: 'sale-cap', partitionkey: 'prs_1' }]);
  });

  test.each<[string, EnrichEvents]>([
    ['fewer events', () => []],
    ['another id', (events) => events.map((event) => ({ ...event, id: `${event.id}-2` }))],
    ['another source', (events) => events.map((event) => ({ ...event, source: '/elsewhere' }))],
    ['another type', (events) => events.map((event) => ({ ...event, type: 'shop.returned' }))],
    ['another order', (events) => events.toReversed()],
    ['no events at all', () => undefined as never],
    ['nothing for one of them', ([first]) => [first, null] as never],
  ])('that answers %s stores nothing', async (_, enrich) => {
    const { router, log } = await setUp(enrich);
    await expect(router.publishAll([sold('hat'), sold('cap')])).rejects.toThrow(
      expect.objectContaining({ code: 'event.not_enriched' }),
    );
    expect(await log.stats()).toMatchObject({ events: 0 });
  });

  test('that makes an event invalid stores nothing', async () => {
    const { router, log } = await setUp((events) => events.map((event) => ({ ...event, data: { sku: 7 } })));
    await expect(router.publish(sold('hat'))).rejects.toThrow(
      expect.objectContaining({ code: 'event.invalid' }),
    );
    expect(await log.stats()).toMatchObject({ events: 0 });
  });

  test('that makes an event too large stores nothing', async () => {
    const { router } = await setUp((events) =>
      events.map((event) => ({ ...event, data: { sku: 'x'.repeat(262_144) } })),
    );
    await expect(router.publish(sold('hat'))).rejects.toThrow(
      expect.objectContaining({ code: 'event.too_large' }),
    );
  });

  test('that throws stores nothing, tells nothing of its own message, and leaves a webhook to be sent again', async () => {
    const { router, log } = await setUp(() => {
      throw new Error('jane@example.com');
    });
    await expect(router.publish(sold('hat'))).rejects.toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('jane'), code: 'delivery.unexpected' }),
    );
    const answer = await router.receive('vendor', webhook({ id: 'sale-cap', sku: 'cap' }));
    expect(answer.status).toBeGreaterThanOrEqual(500);
    expect(await log.stats()).toMatchObject({ events: 0 });
  });

  test('keeps the order of the calls, however long each takes and whether or not one fails', async () => {
    const asked: ((error?: Error) => void)[] = [];
    const { router, log } = await setUp(
      (events) =>
        new Promise((resolve, reject) => {
          asked.push((error) => (error ? reject(error) : resolve(events)));
        }),
    );
    const published = Promise.allSettled(['a', 'b', 'c', 'd'].map((sku) => router.publish(sold(sku))));
    for (const [index, answer] of asked.toReversed().entries()) {
      answer(index === 1 ? new Error('not this one') : undefined);
      await clock.advance(1);
    }
    expect((await published).map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect((await stored(log)).map(({ id }) => id)).toEqual(['sale-a', 'sale-b', 'sale-d']);
  });

  test('leaves alone what it answers as it was', async () => {
    const { router } = await setUp((events) => events);
    const { event } = await router.publish(sold('hat'));
    expect(event).not.toHaveProperty('partitionkey');
  });
});
