import type { TouchpointEvents } from '@touchline/core';
import { createMemoryLog, createRouter } from '@touchline/router';
import { manualClock } from '@touchline/testing';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { ConsentOptions } from '../consent/consent-rules.ts';
import { createHub } from '../create-hub.ts';
import { memoryHubStorage } from '../storage/memory-hub-storage.ts';
import { createMailer } from './fixtures/mailer.ts';

const noon = Date.parse('2026-11-21T12:00:00Z');
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

const setUp = async (
  consent: ConsentOptions = { region: { default: 'DE' } },
  onSent?: (to: string) => void,
) => {
  const clock = manualClock(noon);
  const mailer = createMailer(onSent);
  const hub = createHub({
    storage: memoryHubStorage(),
    secret: 'a secret of at least thirty-two bytes',
    consent,
    clock,
  });
  const router = createRouter({
    connectors: { hub: hub.connector, mailer: mailer.connector },
    reactions: { mailer: 'none' },
    routes: (route) => [
      route({
        id: 'offers',
        on: 'page.viewed',
        to: 'mailer',
        purpose: 'marketing',
        retry: { baseMs: 1_000, factor: 1, maxAttempts: 3 },
      }),
    ],
    log: createMemoryLog({ clock }),
    enrich: hub.enrich,
    gate: hub.gate,
    clock,
    random: () => 1,
  });
  opened.push(hub, router);
  await router.start();

  let views = 0;
  return {
    clock,
    hub,
    router,
    ...mailer,
    view: async (email: string) => {
      views += 1;
      const data = { customer: { email }, url: 'https://shop.example/' };
      await router.publish({ type: 'page.viewed', id: `view-${views}`, data });
    },
    publish: async <Type extends keyof TouchpointEvents & string>(
      type: Type,
      data: TouchpointEvents[Type],
    ) => {
      await router.publish({ type, data } as never);
      // The hub records in batches that wait for more.
      await clock.advance(10);
      await router.settled();
    },
    say: (email: string, status: 'granted' | 'withdrawn') =>
      hub.consents.record(
        { namespace: 'email', value: email },
        { purpose: 'marketing', channel: 'email', status, by: 'test' },
      ),
    offers: async () => (await router.status()).find(({ id }) => id === 'offers'),
  };
};

const ada = 'ada@example.com';

describe('a route with a purpose', () => {
  test('delivers with consent and withholds without, counted with the reason', async () => {
    const { view, say, sent, router, offers } = await setUp();
    await view(ada);
    await router.settled();
    await say(ada, 'granted');
    await view(ada);
    await router.settled();
    expect(sent).toEqual([ada]);
    expect(await offers()).toMatchObject({
      matched: 2,
      delivered: 1,
      skipped: 1,
      skippedBy: { 'consent.missing': 1 },
    });
    for (const { balanced } of await router.audit()) expect(balanced).toBe(true);
  });

  test('delivers nothing more when consent is withdrawn between two attempts', async () => {
    const { view, say, sent, answers, clock, router, offers } = await setUp();
    await say(ada, 'granted');
    answers.push('http.server_error');
    await view(ada);
    await clock.advance(500);
    expect(sent).toHaveLength(1);
    await say(ada, 'withdrawn');
    await clock.advance(500);
    await router.settled();
    expect(sent).toHaveLength(1);
    expect(await offers()).toMatchObject({ skipped: 1, skippedBy: { 'consent.withdrawn': 1 } });
  });

  test('replays only what the person agrees to by then', async () => {
    const { view, say, sent, answers, router, offers } = await setUp();
    const [ben, cid] = ['ben@example.com', 'cid@example.com'];
    for (const person of [ben, cid]) await say(person, 'granted');
    answers.push('http.rejected', 'http.rejected');
    for (const person of [ben, cid]) await view(person);
    await router.settled();
    expect(await offers()).toMatchObject({ dead: 2 });
    await say(ben, 'withdrawn');
    await router.replay({ kind: 'delivery' });
    await router.settled();
    expect(sent).toEqual([ben, cid, cid]);
    expect(await offers()).toMatchObject({ dead: 0, delivered: 1, skipped: 1 });
    for (const { balanced } of await router.audit()) expect(balanced).toBe(true);
  });

  test('withholds once consent has run out while the delivery waited', async () => {
    const { view, hub, sent, answers, clock, router, offers } = await setUp();
    await hub.consents.record(
      { namespace: 'email', value: ada },
      {
        purpose: 'marketing',
        channel: 'email',
        status: 'granted',
        by: 'test',
        expiresAt: new Date(noon + 600).toISOString(),
      },
    );
    answers.push('http.server_error');
    await view(ada);
    await clock.advance(1_000);
    await router.settled();
    expect(sent).toHaveLength(1);
    expect(await offers()).toMatchObject({ skippedBy: { 'consent.expired': 1 } });
  });

  test('hears an unsubscription that a connector brought, and a form that takes it back', async () => {
    const { view, publish, sent, router } = await setUp({ region: { default: 'US' } });
    await view(ada);
    await publish('email.unsubscribed', { customer: { email: ada }, messageId: 'm1', recipient: ada });
    await view(ada);
    await router.settled();
    expect(sent).toEqual([ada]);
    await publish('form.submitted', {
      customer: { email: ada },
      formId: 'preferences',
      fields: {},
      consents: [{ purpose: 'marketing', isGranted: true, text: 'Send me offers.' }],
    });
    await view(ada);
    await router.settled();
    expect(sent).toEqual([ada, ada]);
  });

  test('asks the law of where a trait says that the person is', async () => {
    const { view, publish, sent, router } = await setUp({ region: { trait: 'form.country', default: 'DE' } });
    await view(ada);
    await publish('form.submitted', {
      customer: { email: ada },
      formId: 'profile',
      fields: { country: 'US' },
    });
    await view(ada);
    await router.settled();
    expect(sent).toEqual([ada]);
  });

  test('knows the withdrawal of a person by another of their identifiers', async () => {
    const { view, publish, sent, hub, router } = await setUp({ region: { default: 'US' } });
    const both = { email: ada, phone: '+14155550123' };
    await publish('contact.opted_out', { customer: { id: 'u-1' }, channel: 'email' });
    await publish('page.viewed', { customer: { id: 'u-1', ...both }, url: 'https://shop.example/' });
    await view(ada);
    await router.settled();
    expect(sent).toEqual([]);
    const customer = await hub.customers.find({ namespace: 'phone', value: both.phone });
    expect(await hub.consents.of(customer?.id ?? '')).toMatchObject({
      standings: [{ purpose: '*', channel: 'email', allowed: false, reason: 'consent.withdrawn' }],
    });
  });
});

test('the hub knows its own connector, whatever it is called, and takes no other for it', async () => {
  const mailer = createMailer();
  const hub = createHub({ storage: memoryHubStorage(), secret: 'a secret of at least thirty-two bytes' });
  const router = createRouter({
    connectors: { customers: hub.connector, hub: mailer.connector },
    log: createMemoryLog(),
    gate: hub.gate,
  });
  opened.push(hub, router);
  await hub.start({ connectors: router.connectors });
  await router.start();
  await router.publish({
    type: 'page.viewed',
    data: { customer: { email: ada }, url: 'https://shop.example/' },
  });
  await router.settled();
  const customer = await hub.customers.find({ namespace: 'email', value: ada });
  const { receivers } = await hub.privacy.export(customer?.id ?? '');
  expect(receivers.map(({ connector }) => connector)).toEqual(['hub']);
  expect(mailer.sent).toEqual([ada]);
});

describe('whatever happens', () => {
  const people = ['ada@example.com', 'ben@example.com'];
  const step = fc.oneof(
    fc.record({ what: fc.constant('view' as const), who: fc.constantFrom(...people) }),
    fc.record({ what: fc.constant('granted' as const), who: fc.constantFrom(...people) }),
    fc.record({ what: fc.constant('withdrawn' as const), who: fc.constantFrom(...people) }),
    fc.record({ what: fc.constant('wait' as const), ms: fc.constantFrom(0, 1, 400, 1_000, 3_000) }),
    fc.record({
      what: fc.constant('answer' as const),
      answer: fc.constantFrom('http.server_error' as const, 'http.rejected' as const, 'ok' as const),
    }),
    fc.record({ what: fc.constant('replay' as const) }),
  );

  test('nothing is delivered without consent at that moment, and all is accounted for', async () => {
    const sums = { delivered: 0, withheld: 0, dead: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
        // What the test knows: a grant before it is recorded, a withdrawal once it is.
        const consented = new Set<string>(people);
        const violations: string[] = [];
        const world = await setUp(undefined, (to) => {
          if (!consented.has(to)) violations.push(to);
        });
        for (const person of people) await world.say(person, 'granted');
        await world.clock.advance(1);
        for (const each of steps) {
          if (each.what === 'view') await world.view(each.who);
          else if (each.what === 'wait') await world.clock.advance(each.ms);
          else if (each.what === 'answer') world.answers.push(each.answer);
          else if (each.what === 'replay') await world.router.replay({ kind: 'delivery' });
          else {
            if (each.what === 'granted') consented.add(each.who);
            await world.say(each.who, each.what);
            // Calls that the gate let through before are made in this turn.
            await new Promise((resolve) => setImmediate(resolve));
            if (each.what === 'withdrawn') consented.delete(each.who);
            // The next statement is newer: of one moment the withdrawal would win.
            await world.clock.advance(1);
          }
        }
        await world.clock.advance(60_000);
        await world.router.settled();
        expect(violations).toEqual([]);
        const offers = await world.offers();
        const views = steps.filter(({ what }) => what === 'view').length;
        expect(offers).toMatchObject({ matched: views, pending: 0 });
        for (const { balanced } of await world.router.audit()) expect(balanced).toBe(true);
        sums.delivered += offers?.delivered ?? 0;
        sums.withheld += offers?.skipped ?? 0;
        sums.dead += offers?.dead ?? 0;
        for (const open of opened.splice(0).reverse()) await open.close();
      }),
      { seed: 20_261_126, numRuns: 40 },
    );
    // It proves nothing unless all of it happens.
    expect(sums.delivered).toBeGreaterThan(20);
    expect(sums.withheld).toBeGreaterThan(10);
    expect(sums.dead).toBeGreaterThan(2);
  }, 30_000);
});
