import type { TouchlineEvent, TouchpointEvents } from '@touchline/core';
import { createMemoryLog, createRouter } from '@touchline/router';
import { manualClock } from '@touchline/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { createHub, type HubOptions } from '../create-hub.ts';
import { memoryHubStorage } from '../storage/memory-hub-storage.ts';
import type { CustomerChange } from '../watch/customer-change.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

const noon = Date.parse('2026-11-21T12:00:00Z');
const day = 86_400_000;

const setUp = async (options: Partial<HubOptions> = {}) => {
  const clock = manualClock(noon);
  const hub = createHub({
    storage: memoryHubStorage(),
    secret: 'a secret of at least thirty-two bytes',
    clock,
    audiences: { buyers: { who: { computed: 'orderCount', atLeast: 2 } } },
    ...options,
  });
  const log = createMemoryLog({ clock });
  const router = createRouter({ connectors: { hub: hub.connector }, log, clock, enrich: hub.enrich });
  opened.push(hub, router);
  await router.start();
  const settle = async (): Promise<void> => {
    for (let round = 0; round < 10; round += 1) {
      await clock.advance(10);
      await hub.audiences.settled();
    }
  };
  return {
    hub,
    router,
    clock,
    settle,
    async published() {
      const events: TouchlineEvent<string, TouchpointEvents['audience.exited']>[] = [];
      for await (const { event } of log.read({ types: ['audience.*'] })) events.push(event as never);
      return events;
    },
    async idOf(namespace: string, value: string) {
      const customer = await hub.customers.find({ namespace, value });
      return customer?.id ?? 'nobody';
    },
    ordered: (customer: object, hoursAgo = 0) =>
      router.publish({
        type: 'order.created',
        time: new Date(clock.now() - hoursAgo * 3_600_000),
        data: { customer, orderId: 'o', total: { amountMinor: 1_000, currency: 'EUR' } },
      }),
  };
};

describe('a customer of a hub', () => {
  test('is one over all channels: profile, timeline, conversations and audiences', async () => {
    const { hub, router, settle, idOf, ordered, published } = await setUp();
    await router.publish({
      type: 'page.viewed',
      data: { customer: { anonymousId: 'cookie' }, url: 'https://shop.example/' },
    });
    await ordered({ anonymousId: 'cookie', email: 'ada@example.com', name: 'Ada' }, 2);
    await ordered({ email: 'ada@example.com', phone: '+14155550123' }, 1);
    await router.publish({
      type: 'call.initiated',
      data: {
        customer: { phone: '+14155550123' },
        callId: 'c',
        from: '+14155550123',
        to: '+14155550100',
        direction: 'inbound',
      },
    });
    await settle();
    const id = await idOf('phone', '+14155550123');
    expect(await hub.customers.profile(id)).toMatchObject({
      traits: { name: { value: 'Ada' }, email: { value: 'ada@example.com' } },
      computed: { eventCount: 4, orderCount: 2, preferredChannel: 'voice' },
    });
    const { entries } = await hub.customers.timeline(id);
    expect(entries.map(({ event }) => event.type).toSorted()).toEqual([
      'audience.entered',
      'call.initiated',
      'order.created',
      'order.created',
      'page.viewed',
    ]);
    expect((await hub.customers.conversations(id)).conversations).toMatchObject([{ channels: ['voice'] }]);
    expect(await hub.audiences.of(id)).toMatchObject([{ audience: 'buyers' }]);
    expect(await hub.audiences.list()).toEqual([{ name: 'buyers', members: 1 }]);
    expect((await hub.audiences.members('buyers')).members).toMatchObject([{ personId: id }]);
    const [entered, ...more] = await published();
    expect(more).toEqual([]);
    // Whoever is told can find the customer by what they know.
    expect(entered).toMatchObject({
      source: '/connectors/hub',
      data: {
        audience: 'buyers',
        personId: id,
        customer: { email: 'ada@example.com', phone: '+14155550123' },
      },
    });
    // It came back to the hub through the log, which did not take it for a second one, nor for evidence of anything.
    expect(
      (await hub.customers.find({ namespace: 'email', value: 'ada@example.com' }))?.identifiers,
    ).toHaveLength(3);
  });

  test('enters by a decision to merge and leaves by taking it back, and all is as it was', async () => {
    const { hub, settle, idOf, ordered, published } = await setUp();
    await ordered({ email: 'ada@example.com' });
    await ordered({ email: 'countess@example.com' });
    await settle();
    const [ada, countess] = [
      await idOf('email', 'ada@example.com'),
      await idOf('email', 'countess@example.com'),
    ];
    const before = [await hub.customers.profile(ada), await hub.customers.profile(countess)];
    const decision = await hub.customers.merge(ada, countess, { by: 'grace', why: 'the same person' });
    await settle();
    expect((await hub.customers.profile(ada))?.computed).toMatchObject({ orderCount: 2, lifetimeValue: {} });
    await hub.customers.undo({ decision: decision.id }, { by: 'grace', why: 'they are not' });
    await settle();
    expect([await hub.customers.profile(ada), await hub.customers.profile(countess)]).toEqual(before);
    expect((await published()).map(({ type, data }) => [type, data.reason])).toEqual([
      ['audience.entered', 'merge'],
      ['audience.exited', 'split'],
    ]);
  });

  test('is watched through a merge by an event and a window that passes', async () => {
    const { hub, settle, idOf, ordered, clock } = await setUp({
      audiences: { lately: { who: { did: 'order.created', times: { atLeast: 2 }, within: { days: 1 } } } },
    });
    await ordered({ anonymousId: 'cookie' });
    await ordered({ email: 'ada@example.com' });
    await settle();
    const id = await idOf('anonymous', 'cookie');
    const aborting = new AbortController();
    const changes = hub.customers.watch(id, { signal: aborting.signal });
    const kinds: CustomerChange['kind'][] = [];
    const watching = (async () => {
      for await (const { kind } of changes) kinds.push(kind);
    })();
    await settle();
    await ordered({ anonymousId: 'cookie', email: 'ada@example.com' });
    await settle();
    await clock.advance(2 * day);
    await settle();
    aborting.abort();
    await watching;
    expect(kinds).toEqual(['standing', 'merged', 'event', 'profile', 'audience.entered', 'audience.exited']);
  });

  test('of another tenant is nobody', async () => {
    const { hub, settle, idOf, ordered } = await setUp();
    await ordered({ email: 'ada@example.com' });
    await settle();
    const id = await idOf('email', 'ada@example.com');
    expect(await hub.customers.profile(id, { tenant: 'acme' })).toBeUndefined();
    const unknown = expect.objectContaining({ code: 'hub.customer_unknown' });
    await expect(hub.customers.timeline(id, { tenant: 'acme' })).rejects.toThrow(unknown);
    await expect(hub.customers.conversations('prs_nobody')).rejects.toThrow(unknown);
    await expect(hub.audiences.of(id, { tenant: 'acme' })).rejects.toThrow(unknown);
    expect((await hub.audiences.members('buyers', { tenant: 'acme' })).members).toEqual([]);
    await expect(
      hub.customers.watch(id, { tenant: 'acme', signal: new AbortController().signal }).next(),
    ).rejects.toThrow(unknown);
  });

  test('comes with options that are checked when the hub is made', async () => {
    const invalid = expect.objectContaining({ code: 'config.invalid' });
    await expect(setUp({ audiences: { a: { who: { computed: 'nothing', atLeast: 1 } } } })).rejects.toThrow(
      invalid,
    );
    await expect(setUp({ computed: { a: { kind: 'count', of: 'Nothing' } } })).rejects.toThrow(invalid);
    await expect(setUp({ traits: { rules: [{ of: '*' }] } })).rejects.toThrow(invalid);
    await expect(setUp({ conversations: { chatGap: {} } })).rejects.toThrow(invalid);
  });
});
