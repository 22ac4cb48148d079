import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CustomerRef, createKit, type TouchlineEvent, touchpointCatalogue } from '@touchline/core';
import { createMemoryLog, createRouter } from '@touchline/router';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createHub, type HubOptions } from './create-hub.ts';
import { memoryHubStorage } from './storage/memory-hub-storage.ts';
import { sqliteHubStorage } from './storage/sqlite-hub-storage.ts';

const secret = 'a secret of at least thirty-two bytes';
const folder = mkdtempSync(join(tmpdir(), 'touchline-create-hub-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

const setUp = (options: Partial<HubOptions> = {}) => {
  const hub = createHub({ storage: memoryHubStorage(), secret, ...options });
  opened.push(hub);
  return hub;
};

const setUpWithRouter = async (options: Partial<HubOptions> = {}) => {
  const hub = setUp(options);
  const log = createMemoryLog();
  const router = createRouter({ connectors: { hub: hub.connector }, log, enrich: hub.enrich });
  opened.push(router);
  await router.start();
  return { hub, router, log };
};

const page = (customer: CustomerRef, rest: { readonly partitionkey?: string } = {}) => ({
  type: 'page.viewed' as const,
  data: { customer, url: 'https://shop.example/' },
  ...rest,
});

const eventOf = (
  customer: CustomerRef,
  rest: { readonly id?: string; readonly time?: string } = {},
): TouchlineEvent => touchpointCatalogue.create({ ...page(customer), ...rest }, { source: '/tests' });

describe('a hub on a router', () => {
  test('records every event as an ordinary route, and knows the visitor who calls later', async () => {
    const { hub, router } = await setUpWithRouter();
    await router.publish(page({ anonymousId: 'cookie-1' }));
    await router.publish(page({ anonymousId: 'cookie-1', email: 'jane@example.com' }));
    await router.publish(page({ email: 'Jane@Example.com', phone: '+4915112345678' }));
    await router.settled();
    const customer = await hub.customers.find({ namespace: 'phone', value: '+49 151 12345678' });
    expect(customer?.identifiers.map(({ namespace, value }) => [namespace, value])).toEqual([
      ['anonymous', 'cookie-1'],
      ['email', 'jane@example.com'],
      ['phone', '+4915112345678'],
    ]);
    expect(await router.audit()).toMatchObject([{ matched: 3, delivered: 3 }]);
  });

  test('completes events before they are stored: one customer id and one partition key over all channels', async () => {
    const { router } = await setUpWithRouter();
    const first = await router.publish(page({ anonymousId: 'cookie-1', email: 'jane@example.com' }));
    await router.settled();
    const second = await router.publish(page({ email: 'jane@example.com' }));
    const own = await router.publish(page({ id: 'u-1', email: 'jane@example.com' }));
    const id = first.event.data.customer?.id;
    expect(id).toMatch(/^prs_/);
    expect(second.event).toMatchObject({ partitionkey: id, data: { customer: { id } } });
    // Your own id is left alone.
    expect(own.event).toMatchObject({ partitionkey: id, data: { customer: { id: 'u-1' } } });
  });

  test('the id that it gave leads back to the person, also from a system that knows nothing else', async () => {
    const { hub, router } = await setUpWithRouter();
    const { event } = await router.publish(page({ anonymousId: 'cookie-1' }));
    const id = event.data.customer?.id as string;
    await router.publish(page({ id, email: 'jane@example.com' }));
    await router.publish(page({ id }));
    await router.settled();
    const visitor = await hub.customers.get(id);
    expect(visitor?.identifiers.map(({ namespace }) => namespace)).toEqual(['anonymous', 'person']);
    // With another identifier beside it, the id proves nothing: who holds it may have copied it.
    const jane = await hub.customers.find({ namespace: 'email', value: 'jane@example.com' });
    expect(jane?.id).not.toBe(visitor?.id);
  });

  test('a partition key that somebody chose stays, and an event about nobody passes untouched', async () => {
    const { router } = await setUpWithRouter();
    const chosen = await router.publish(page({ anonymousId: 'cookie-1' }, { partitionkey: 'table-7' }));
    expect(chosen.event.partitionkey).toBe('table-7');
    const nobody = await router.publish({ type: 'page.viewed', data: { url: 'https://shop.example/' } });
    expect(nobody.event.partitionkey).toBeUndefined();
  });

  test('knows the events of a kit of your own, and finds identifiers where you say that they are', async () => {
    const kit = createKit({ 'gate.passed': z.object({ badge: z.object({ serial: z.string() }) }) });
    const hub = setUp({
      kit: kit as never,
      identity: {
        strength: ['user', 'external', 'email', 'phone', 'badge', 'device', 'anonymous'],
        paths: { 'gate.passed': { badge: 'badge.serial' } },
      },
    });
    const router = createRouter({
      connectors: { hub: hub.connector },
      log: createMemoryLog(),
      kit,
      enrich: hub.enrich,
    });
    opened.push(router);
    await router.start();
    await router.publish({ type: 'gate.passed', data: { badge: { serial: 'b-7' } } });
    await router.settled();
    expect(await hub.customers.find({ namespace: 'badge', value: 'b-7' })).toBeDefined();
  });
});

describe('recording', () => {
  test('says what became of each event, and records none twice', async () => {
    const hub = setUp();
    const jane = eventOf({ email: 'jane@example.com' }, { id: 'e-1' });
    expect(await hub.record([jane, eventOf({}), jane, eventOf({ email: 'joe@example.com' })])).toEqual([
      'recorded',
      'unidentified',
      'duplicate',
      'recorded',
    ]);
    expect(await hub.record([jane])).toEqual(['duplicate']);
    expect(await hub.record([])).toEqual([]);
  });

  test('the same id from another source, or of another tenant, is another event', async () => {
    const hub = setUp();
    const customer = { email: 'jane@example.com' };
    const id = '01890a5d-ac96-774b-bcce-b302099a8057';
    const events = [{}, { source: '/other' }, { tenantid: 'a' }, { tenantid: 'b' }].map((rest) => ({
      ...eventOf(customer, { id }),
      ...rest,
    }));
    expect(await hub.record(events)).toEqual(['recorded', 'recorded', 'recorded', 'recorded']);
    expect(await hub.record(events)).toEqual(['duplicate', 'duplicate', 'duplicate', 'duplicate']);
  });

  test('what is recorded at the same time by many is recorded once', async () => {
    const hub = setUp();
    const events = Array.from({ length: 600 }, (_, index) =>
      eventOf({ anonymousId: `a-${index % 50}` }, { id: `e-${index % 300}` }),
    );
    const outcomes = await Promise.all(events.map(async (event) => (await hub.record([event]))[0]));
    expect(outcomes.filter((outcome) => outcome === 'recorded')).toHaveLength(300);
    const { items } = await hub.customers.list();
    expect(items).toHaveLength(50);
  });

  test('after a restart it knows what it had, and whom', async () => {
    const path = join(folder, 'restart.db');
    const event = eventOf({ anonymousId: 'cookie-1', email: 'jane@example.com' });
    const first = createHub({ storage: sqliteHubStorage({ path }), secret });
    await first.record([event]);
    await first.close();
    const second = setUp({ storage: sqliteHubStorage({ path }) });
    expect(await second.record([event])).toEqual(['duplicate']);
    expect(await second.customers.find({ namespace: 'anonymous', value: 'cookie-1' })).toMatchObject({
      identifiers: [{ value: 'jane@example.com' }, { value: 'cookie-1' }],
    });
  });

  test('no identifier stands in the file in clear, and no reason of a decision', async () => {
    const path = join(folder, 'clear.db');
    const hub = createHub({ storage: sqliteHubStorage({ path }), secret });
    await hub.record([
      eventOf({ id: 'user-of-the-file', email: 'jane@secret.example', phone: '+4915112345678' }),
      eventOf({ anonymousId: 'cookie-of-the-file' }),
    ]);
    const { items } = await hub.customers.list();
    const [one, other] = items.map(({ id }) => id) as [string, string];
    await hub.customers.merge(one, other, { by: 'Agent Smith', why: 'said so on the phone' });
    await hub.close();
    const bytes = readdirSync(folder)
      .filter((name) => name.startsWith('clear.db'))
      .map((name) => readFileSync(join(folder, name)));
    for (const text of [
      'user-of-the-file',
      'jane@secret',
      '15112345678',
      'cookie-of-the-file',
      'Smith',
      'on the phone',
    ])
      for (const each of bytes) expect(each.includes(text), text).toBe(false);
  });

  test('a closed hub refuses, and closes again without complaint', async () => {
    const hub = createHub({ storage: memoryHubStorage(), secret });
    await hub.record([eventOf({ email: 'jane@example.com' })]);
    await hub.close();
    await hub.close();
    await expect(hub.record([eventOf({ email: 'joe@example.com' })])).rejects.toThrow(
      expect.objectContaining({ code: 'hub.closed' }),
    );
  });
});

describe('other rules', () => {
  const family = [
    eventOf({ id: 'u-1', phone: '+4915112345678' }, { time: '2026-01-01T00:00:00.000Z' }),
    eventOf({ email: 'jane@example.com', phone: '+4915112345678' }, { time: '2026-01-02T00:00:00.000Z' }),
  ];

  test('a preview says what they would do and changes nothing; made, they do just that', async () => {
    const path = join(folder, 'rules.db');
    const before = createHub({ storage: sqliteHubStorage({ path }), secret });
    await before.record(family);
    const rules = { blocked: { phone: ['+49 151 12345678'] } };
    const preview = await before.customers.preview(rules);
    expect(preview).toMatchObject({ customers: { before: 1, after: 3 }, merged: 0, split: 1 });
    expect((await before.customers.list()).items).toHaveLength(1);
    await before.close();

    const after = createHub({ storage: sqliteHubStorage({ path }), secret, identity: rules });
    await after.start();
    const { items } = await after.customers.list();
    expect(items).toHaveLength(3);
    expect(preview.splits[0]?.into.toSorted()).toEqual(items.map(({ id }) => id).toSorted());
    expect(await after.customers.preview({})).toMatchObject({
      customers: { before: 3, after: 1 },
      merged: 1,
      split: 0,
    });
    await after.close();

    const back = setUp({ storage: sqliteHubStorage({ path }) });
    expect((await back.customers.list()).items).toHaveLength(1);
  });
});

describe('the memory of a hub', () => {
  test('may be as small as can be, and what it knows is the same', async () => {
    const hub = setUp({ memory: { keys: 1, profiles: 1, consents: 1, seenTogether: 1 } });
    const visitors = ['1', '2', '3'].flatMap((name) => [
      eventOf({ anonymousId: `cookie-${name}` }),
      eventOf({ anonymousId: `cookie-${name}`, email: `${name}@example.com` }),
    ]);
    await hub.record(visitors);
    await hub.record(visitors.map((event) => ({ ...event, id: `${event.id}-again` })));
    const customer = await hub.customers.find({ namespace: 'email', value: '2@example.com' });
    expect(customer?.identifiers.map(({ value }) => value).toSorted()).toEqual(['2@example.com', 'cookie-2']);
    const profile = await hub.customers.profile(customer?.id ?? '');
    expect(profile?.computed.eventCount).toBe(4);
  });

  test.each([{ keys: 0 }, { profiles: 1.5 }, { seenTogether: 2 ** 40 }, { keyz: 1 }])(
    'of %j is refused',
    (memory) => {
      expect(() => setUp({ memory })).toThrow(expect.objectContaining({ code: 'config.invalid' }));
    },
  );
});
