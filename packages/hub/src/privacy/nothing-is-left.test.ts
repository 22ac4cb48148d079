import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  type CustomerRef,
  defineAction,
  defineConnector,
  TouchlineError,
  type TouchlineEvent,
} from '@touchline/core';
import { createRouter, createSqliteLog } from '@touchline/router';
import { manualClock } from '@touchline/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createHub } from '../create-hub.ts';
import { isSealedEvent } from '../seal/sealed-event.ts';
import { sqliteHubStorage } from '../storage/sqlite-hub-storage.ts';
import { createHubKeys } from '../vault/hub-keys.ts';
import { unsealBytes } from '../vault/sealing.ts';

const root = mkdtempSync(join(tmpdir(), 'touchline-nothing-is-left-'));
let folders = 0;
afterAll(() => rmSync(root, { recursive: true, force: true }));

const secret = 'q7YdM2vXb4Tn8KsW1zRf6HcJ9pLgA3eU';
const ada = {
  id: 'user-4711',
  email: 'ada.lovelace@example.com',
  phone: '+14155550123',
  name: 'Ada Lovelace',
  anonymousId: 'cookie-81f3a9',
  externalIds: { crm: 'crm-99182' },
} satisfies CustomerRef;
const text = 'The lid of my teapot is chipped, please call "me" back.';
const grace = { email: 'grace@example.com', name: 'Grace Hopper' };

const note = defineAction({
  name: 'note',
  title: 'Note',
  description: 'Takes note of something about somebody.',
  input: z.object({ customer: z.looseObject({}) }),
  output: z.object({}),
  effect: 'write',
  idempotent: 'key',
});

/** A vendor that takes everything, or answers with an error, and can forget. */
const vendor = (id: string, { fails, canErase }: { fails?: () => TouchlineError; canErase: boolean }) => {
  const received: unknown[] = [];
  const erased: CustomerRef[] = [];
  const order: ('received' | 'erased')[] = [];
  let held: Promise<void> | undefined;
  const react = (event: TouchlineEvent, { call }: { call: { note(input: object): object } }) =>
    call.note({ customer: (event.data as { customer?: object }).customer ?? {} });
  const connector = defineConnector({
    id,
    title: id,
    category: 'crm',
    specVersion: 1,
    config: z.object({}),
    inbound: {
      verify: () => {},
      payload: z.object({ kind: z.literal('known') }),
      toEvents: () => [],
    },
    actions: (implement) => ({
      note: implement(note, async ({ customer }) => {
        if (fails) throw fails();
        await held;
        received.push(customer);
        order.push('received');
        return {};
      }),
    }),
    on: { 'page.viewed': react, 'message.received': react, 'form.submitted': react } as never,
    ...(canErase && {
      erase: async (customer: CustomerRef) => {
        erased.push(customer);
        order.push('erased');
        return { status: 'erased' as const };
      },
    }),
  })({});
  /** Keeps calls from ending until what it answers is called. */
  const hold = (): (() => void) => {
    let release = (): void => {};
    held = new Promise((resolve) => {
      release = resolve;
    });
    return release;
  };
  return { connector, received, erased, order, hold };
};

const start = async (folder: string, clock = manualClock(Date.UTC(2026, 10, 21, 9, 30))) => {
  const crm = vendor('crm', { canErase: true });
  const rejecting = vendor('rejecting', {
    canErase: true,
    fails: () => new TouchlineError('http.rejected', 'No.', { vendorStatus: 400 }),
  });
  const away = vendor('away', { canErase: false, fails: () => new TouchlineError('http.network', 'Away.') });
  // Its writes do not wait for the disk: the turns of the event loop that `letHappen` counts suffice for them.
  const storage = sqliteHubStorage({ path: join(folder, 'hub.db'), durability: 'process-crash' });
  const hub = createHub({ storage, secret, clock });
  const log = createSqliteLog({ path: join(folder, 'log.db'), clock });
  const sealed = hub.seal(log);
  const router = createRouter({
    connectors: {
      hub: hub.connector,
      crm: crm.connector,
      rejecting: rejecting.connector,
      away: away.connector,
    },
    log: sealed,
    enrich: hub.enrich,
    gate: hub.gate,
    clock,
  });
  await hub.start({ connectors: router.connectors });
  await router.start();
  const close = async (): Promise<void> => {
    await router.close();
    await hub.close();
  };
  return { hub, router, log, sealed, clock, crm, rejecting, away, close };
};

type Running = Awaited<ReturnType<typeof start>>;

/** Lets everything happen that is due in the next seconds. */
const letHappen = async ({ clock }: Pick<Running, 'clock'>, seconds = 3): Promise<void> => {
  for (let turn = 0; turn < seconds * 10; turn += 1) {
    await clock.advance(100);
    await new Promise((resolve) => setImmediate(resolve));
  }
};

const tell = async ({ router }: Running): Promise<void> => {
  // Before anything else here; so told once more, it comes late.
  const time = '2026-11-21T09:29:00Z';
  const { id: _, ...visitor } = ada;
  await router.publish({
    type: 'page.viewed',
    time,
    data: {
      customer: { anonymousId: ada.anonymousId },
      url: `https://shop.example.com/?u=${encodeURIComponent(ada.email)}`,
    },
  });
  await router.publish({
    type: 'page.viewed',
    time,
    data: { customer: visitor, url: 'https://shop.example.com/' },
  });
  await router.publish({
    type: 'message.received',
    time,
    id: `message of ${ada.email}`,
    subject: ada.phone,
    correlationid: `call with ${ada.name}`,
    data: {
      customer: ada,
      messageId: 'm1',
      channel: 'sms',
      from: { id: ada.phone, displayName: ada.name },
      text,
    },
  });
  await router.publish({
    type: 'form.submitted',
    time,
    data: { customer: ada, formId: 'f1', fields: { wish: text, mail: ada.email } } as never,
  });
  await router.publish({
    type: 'page.viewed',
    time,
    data: { customer: grace, url: 'https://shop.example.com/' },
  });
  for (const body of [
    { kind: 'odd', from: ada.email },
    { kind: 'odd', from: grace.email },
  ])
    await router.receive(
      'crm',
      new Request('https://hooks.example.com/webhooks/crm', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    );
};

/** A text in every form in which it may stand in a file. */
const formsOf = (value: string): readonly string[] => [
  value,
  value.toLowerCase(),
  encodeURIComponent(value),
  JSON.stringify(value).slice(1, -1),
  JSON.stringify(JSON.stringify(value)).slice(3, -3),
  Buffer.from(value).toString('hex'),
  Buffer.from(value, 'utf16le').toString('latin1'),
  // In base64 a text reads differently at each of three places.
  ...[0, 1, 2].map((place) =>
    Buffer.from('x'.repeat(place) + value)
      .toString('base64')
      .replace(/=+$/, '')
      .slice(place === 0 ? 0 : place + 1, -2),
  ),
];

const personal = [
  ada.id,
  ada.email,
  ada.phone,
  ada.phone.slice(1),
  ada.name,
  'Lovelace',
  ada.anonymousId,
  ada.externalIds.crm,
  text,
  'teapot',
];

/** What of Ada can be read in any file of the folder, open as they are. */
const found = (folder: string): readonly string[] => {
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)).toString('latin1'));
  return personal.flatMap(formsOf).filter((form) => files.some((file) => file.includes(form)));
};

const newFolder = (): string => {
  folders += 1;
  return join(root, `${folders}`);
};

describe('once Ada is erased', () => {
  test('no byte of her is in any file, no key that is left opens anything of hers, and nobody is told of her any more', async () => {
    const folder = newFolder();
    const running = await start(folder);
    const { hub, router, sealed, crm, rejecting, away } = running;
    await tell(running);
    await letHappen(running);
    const customer = await hub.customers.find({ namespace: 'email', value: ada.email });
    const id = customer?.id ?? '';
    expect(customer?.identifiers.map(({ value }) => value)).toEqual(
      expect.arrayContaining([ada.anonymousId, ada.email, ada.phone, ada.id, ada.externalIds.crm]),
    );
    const everything = await hub.privacy.export(id);
    expect(everything.events).toHaveLength(4);
    expect(everything.receivers.map(({ connector }) => connector)).toEqual(['away', 'crm', 'rejecting']);
    expect(JSON.stringify(everything)).toContain('teapot');
    expect(await sealed.deadLetters.count({ kind: 'delivery' })).toBeGreaterThan(0);
    expect(await sealed.deadLetters.count({ kind: 'webhook' })).toBe(2);
    const callsBefore = crm.received.length;
    // Nor was there ever anything to be read.
    expect(found(folder)).toEqual([]);

    const begun = await hub.privacy.erase(id);
    expect(begun).toMatchObject({ state: 'erased', keptWebhooksDiscarded: 1 });
    expect(found(folder)).toEqual([]);
    await letHappen(running, 32);
    const report = await hub.privacy.erasure(begun.id);
    expect(report).toMatchObject({
      state: 'done',
      destinations: [
        { connector: 'away', status: 'cannot_erase' },
        { connector: 'crm', status: 'erased' },
        { connector: 'rejecting', status: 'erased' },
      ],
    });
    expect(crm.erased).toEqual([
      {
        id: ada.id,
        email: ada.email,
        phone: ada.phone,
        anonymousId: ada.anonymousId,
        externalIds: ada.externalIds,
      },
    ]);
    expect(rejecting.erased).toHaveLength(1);
    expect(await hub.privacy.verifyReceipt(await hub.privacy.receipt(begun.id))).toEqual(report);

    // Replayed, published again, come late: nobody hears of her, and nothing is kept.
    await sealed.deadLetters.replay({});
    await tell(running);
    await letHappen(running, 5);
    expect(crm.received.length - callsBefore).toBe(1);
    expect(away.received).toEqual([]);
    expect(await hub.customers.get(id)).toBeUndefined();
    await expect(hub.privacy.export(id)).rejects.toThrow(
      expect.objectContaining({ code: 'hub.customer_unknown' }),
    );
    expect((await hub.privacy.erase(id)).id).toBe(begun.id);
    for await (const { event } of sealed.read())
      expect(JSON.stringify(event)).not.toMatch(/ada\.|lovelace|4155550123|4711|teapot|81f3a9|99182/i);
    for (const { balanced } of await router.audit()) expect(balanced).toBe(true);

    expect(found(folder)).toEqual([]);
    await running.close();
    expect(found(folder)).toEqual([]);
    const { opened, sealed: ofBoth } = await openable(folder);
    expect(new Set(opened)).toEqual(new Set([grace.email]));
    expect(ofBoth - opened.length).toBeGreaterThanOrEqual(4);

    const again = await start(folder, running.clock);
    expect(await again.hub.privacy.erasure(begun.id)).toEqual(report);
    expect(await again.hub.customers.find({ namespace: 'email', value: ada.email })).toBeUndefined();
    await again.close();
  });

  test('a delivery that was under way arrives before its destination is asked to forget her, and none begins after', async () => {
    const running = await start(newFolder());
    const { hub, router, crm } = running;
    const page = (url: string) => ({
      type: 'page.viewed' as const,
      time: '2026-11-21T09:29:00Z',
      data: { customer: { email: ada.email }, url },
    });
    await router.publish(page('https://shop.example.com/1'));
    await letHappen(running);
    const release = crm.hold();
    await router.publish(page('https://shop.example.com/2'));
    await letHappen(running, 1);
    const customer = await hub.customers.find({ namespace: 'email', value: ada.email });
    const { id } = await hub.privacy.erase(customer?.id ?? '');
    await router.publish(page('https://shop.example.com/3'));
    await letHappen(running, 2);
    expect([crm.received.length, crm.erased.length]).toEqual([1, 0]);
    release();
    await letHappen(running, 32);
    expect([crm.received.length, crm.erased.length]).toEqual([2, 1]);
    expect(crm.order).toEqual(['received', 'received', 'erased']);
    expect((await hub.privacy.erasure(id)).state).toBe('done');
    await running.close();
  });

  test('she may come back, as somebody new whom nothing ties to before', async () => {
    const running = await start(newFolder());
    const { hub, router, crm } = running;
    await tell(running);
    await letHappen(running);
    const before = await hub.customers.find({ namespace: 'email', value: ada.email });
    await hub.privacy.erase(before?.id ?? '');
    await letHappen(running, 32);
    const told = crm.received.length;
    await router.publish({
      type: 'page.viewed',
      data: { customer: { email: ada.email }, url: 'https://shop.example.com/again' },
    });
    await letHappen(running);
    const now = await hub.customers.find({ namespace: 'email', value: ada.email });
    expect(now?.identifiers.map(({ value }) => value)).toEqual([ada.email]);
    expect((await hub.privacy.export(now?.id ?? '')).events).toHaveLength(1);
    expect(crm.received.length).toBe(told + 1);
    await running.close();
  });

  test('whoever merges with her is told that there is no such customer', async () => {
    const running = await start(newFolder());
    const { hub } = running;
    await tell(running);
    await letHappen(running);
    const [hers, graces] = await Promise.all(
      [ada.email, grace.email].map((value) => hub.customers.find({ namespace: 'email', value })),
    );
    await hub.privacy.erase(hers?.id ?? '');
    await expect(
      hub.customers.merge(graces?.id ?? '', hers?.id ?? '', { by: 'support', why: 'They say so.' }),
    ).rejects.toThrow(expect.objectContaining({ code: 'hub.customer_unknown' }));
    await running.close();
  });
});

/** Which sealed events of the log all the keys together open that are still in the hub's file. */
const openable = async (folder: string) => {
  const storage = sqliteHubStorage({ path: join(folder, 'hub.db') });
  const wrapping = (await createHubKeys({ storage, secret }).open()).derive('wrapping of keys');
  await storage.close();
  const hubFile = new DatabaseSync(join(folder, 'hub.db'), { readOnly: true });
  const keys = hubFile
    .prepare('SELECT anchor, generation, wrapped FROM keys')
    .all()
    .flatMap(({ anchor, generation, wrapped }) => {
      try {
        return [unsealBytes(wrapping, wrapped as Uint8Array, `key ${generation} of ${anchor}`)];
      } catch {
        return [];
      }
    });
  hubFile.close();
  const logFile = new DatabaseSync(join(folder, 'log.db'), { readOnly: true });
  const events = [
    'SELECT event FROM events',
    'SELECT event FROM parked',
    'SELECT value ->> 8 AS event FROM parked_changes, json_each(changes) WHERE value ->> 8 IS NOT NULL',
    "SELECT content AS event FROM dead_letters WHERE kind = 'delivery'",
  ]
    .flatMap((sql) => logFile.prepare(sql).all())
    // What is parked leaves its event in the log.
    .filter(({ event }) => event !== '')
    .map(({ event }) => JSON.parse(String(event)) as TouchlineEvent)
    .filter(isSealedEvent);
  logFile.close();
  const opened = events.flatMap(({ sealed }) =>
    keys.flatMap((key) => {
      try {
        const { data } = JSON.parse(unsealBytes(key, Buffer.from(sealed, 'base64'), 'event').toString());
        return [data.find(([path]: [string[]]) => path.at(-1) === 'email')?.[1]];
      } catch {
        return [];
      }
    }),
  );
  return { opened, sealed: events.length };
};
