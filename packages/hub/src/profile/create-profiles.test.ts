import type { TouchlineEvent } from '@touchline/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anchorOf, eventOf, noon, setUpParts, storageKinds } from '../fixtures/hub-parts.ts';
import { createTimeline } from '../timeline/create-timeline.ts';
import type { ComputedTraits } from './computed-trait.ts';
import { createProfiles, type ProfilesOptions } from './create-profiles.ts';

const day = 86_400_000;
const daysAgo = (days: number): string => new Date(noon - days * day).toISOString();

const setUp = (
  options: Pick<ProfilesOptions, 'traits' | 'computed'> = {},
  kind: (typeof storageKinds)[number] = 'memory',
) => {
  const parts = setUpParts(kind);
  const timeline = createTimeline(parts);
  const withOptions = (more: typeof options) => createProfiles({ ...parts, timeline, ...more });
  const profiles = withOptions(options);
  return {
    ...parts,
    timeline,
    profiles,
    withOptions,
    add: (events: readonly TouchlineEvent[]) => parts.record([profiles.part, timeline.part], events),
    of: (...names: readonly string[]) => profiles.of(names.map((name) => anchorOf(name))),
  };
};

const contact = (
  id: string,
  fields: object,
  { source = '/connectors/acme-crm', time = daysAgo(1) }: { source?: string; time?: string } = {},
) =>
  eventOf(
    'contact.updated',
    { customer: { id }, objectId: '1', changedFields: [], ...fields },
    { source, time },
  );

describe.each(storageKinds)('a profile on %s', (kind) => {
  test('is what the storage holds, and gone with its key, whatever was in memory', async () => {
    const { add, of, record, vault, withOptions } = setUp({}, kind);
    await add([contact('ada', { lastName: 'Byron' }, { time: daysAgo(9) })]);
    expect((await of('ada')).traits.lastName?.value).toBe('Byron');
    const others = withOptions({});
    await record([others.part], [contact('ada', { lastName: 'King' }, { time: daysAgo(5) })]);
    expect((await of('ada')).traits.lastName?.value).toBe('King');
    await vault.destroy([anchorOf('ada')]);
    expect((await of('ada')).traits).toEqual({});
  });

  test('has what events told, with source, time and confidence, and keeps what was not believed', async () => {
    const { add, of, storage } = setUp({}, kind);
    await add([
      contact('ada', { lastName: 'Byron', jobTitle: 'Analyst' }, { time: daysAgo(9) }),
      contact('ada', { lastName: 'King' }, { source: '/connectors/other-crm', time: daysAgo(5) }),
      contact('ada', { lastName: 'Lovelace' }, { time: daysAgo(2) }),
    ]);
    const { traits } = await of('ada');
    expect(traits.jobTitle).toEqual({
      value: 'Analyst',
      source: '/connectors/acme-crm',
      at: daysAgo(9),
      confidence: 1,
      others: [],
    });
    expect(traits.lastName).toMatchObject({ value: 'Lovelace', at: daysAgo(2) });
    expect(traits.lastName?.others.map(({ value, source }) => [value, source])).toEqual([
      ['King', '/connectors/other-crm'],
      ['Byron', '/connectors/acme-crm'],
    ]);
    const row = (await storage.profiles.of([anchorOf('ada')])).get(anchorOf('ada'));
    expect(Buffer.from(row?.sealed ?? []).includes('Lovelace')).toBe(false);
  });

  test('of two anchors that are one person has what both brought, and of each alone what it brought', async () => {
    const { add, of } = setUp({}, kind);
    await add([
      contact('ada', { lastName: 'Lovelace', language: 'en' }, { time: daysAgo(2) }),
      contact('visitor', { lastName: 'L.', lifecycleStage: 'lead' }, { time: daysAgo(1) }),
    ]);
    const before = [await of('ada'), await of('visitor')];
    const { traits, computed } = await of('ada', 'visitor');
    expect(traits).toMatchObject({
      lastName: { value: 'L.', others: [{ value: 'Lovelace' }] },
      language: { value: 'en' },
      lifecycleStage: { value: 'lead' },
    });
    expect(computed).toMatchObject({ eventCount: 2, firstSeen: daysAgo(2), lastSeen: daysAgo(1) });
    expect([await of('ada'), await of('visitor')]).toEqual(before);
  });

  test('of somebody whose key is destroyed is empty, and begins anew', async () => {
    const { add, of, vault, profiles } = setUp({}, kind);
    await add([contact('ada', { lastName: 'Lovelace' })]);
    await vault.destroy([anchorOf('ada')]);
    expect(await of('ada')).toMatchObject({ traits: {}, computed: { eventCount: 0 } });
    await add([contact('ada', { language: 'fr' })]);
    expect(Object.keys((await of('ada')).traits)).toEqual(['language']);
    await vault.destroy([anchorOf('ada')], (writes) => profiles.forget([anchorOf('ada')], writes));
    expect((await of('ada')).traits).toEqual({});
  });

  test('has what new definitions ask, also of events from before them', async () => {
    const { add, withOptions, record } = setUp({}, kind);
    await add([
      contact('ada', { jobTitle: 'Analyst' }, { time: daysAgo(3) }),
      contact('ada', {}, { time: daysAgo(2) }),
    ]);
    const changed = withOptions({
      computed: { updates: { kind: 'count', of: 'contact.*' }, eventCount: { kind: 'count', of: '*' } },
      traits: { rules: [{ of: 'contact.*', take: { work: 'data.jobTitle' } }] },
    });
    const asked = await changed.of([anchorOf('ada')]);
    expect(asked.computed).toEqual({ updates: 2, eventCount: 2 });
    expect(asked.traits).toMatchObject({ work: { value: 'Analyst' } });
    expect(Object.keys(asked.traits)).toEqual(['work']);
    await record([changed.part], [contact('ada', {})]);
    expect((await changed.of([anchorOf('ada')])).computed).toEqual({ updates: 3, eventCount: 3 });
  });
});

const computed: ComputedTraits = {
  events: { kind: 'count', of: '*' },
  recentEvents: { kind: 'count', of: '*', within: { days: 30 } },
  smsReceived: { kind: 'count', of: { on: 'message.*', where: { 'data.channel': ['sms'] } } },
  paid: { kind: 'sum_money', plus: [{ of: 'payment.succeeded', path: 'data.amount' }] },
  paidLately: {
    kind: 'sum_money',
    plus: [{ of: 'payment.succeeded', path: 'data.amount' }],
    within: { days: 7 },
  },
  lifetimeValue: { kind: 'lifetime_value' },
  talked: { kind: 'sum', of: 'call.completed', path: 'data.durationSeconds' },
  talkedLately: { kind: 'sum', of: 'call.completed', path: 'data.durationSeconds', within: { days: 30 } },
  longest: { kind: 'highest', of: 'call.completed', path: 'data.durationSeconds' },
  shortest: { kind: 'lowest', of: 'call.completed', path: 'data.durationSeconds' },
  firstPaid: { kind: 'first_seen', of: 'payment.succeeded' },
  lastSeen: { kind: 'last_seen' },
  firstOrder: { kind: 'earliest', of: 'payment.succeeded', path: 'data.orderId' },
  lastOrder: { kind: 'latest', of: 'payment.succeeded', path: 'data.orderId' },
  orders: { kind: 'distinct_count', of: 'payment.*', path: 'data.orderId' },
  preferredChannel: { kind: 'preferred_channel' },
  channelLately: { kind: 'preferred_channel', of: ['message.*', 'call.*'], within: { days: 14 } },
};

/** Something that happens to somebody: who, how many minutes ago, what, and a number to make it differ. */
type Happening = readonly [who: string, minutesAgo: number, what: number, size: number];

const happening: fc.Arbitrary<Happening> = fc.tuple(
  fc.constantFrom('ada', 'visitor', 'phone'),
  fc.oneof(fc.integer({ min: 0, max: 60 * 24 * 40 }), fc.constantFrom(0, 1, 60 * 24 * 7, 60 * 24 * 30)),
  fc.nat({ max: 4 }),
  fc.nat({ max: 9 }),
);

const eventsOf = (happenings: readonly Happening[]): readonly TouchlineEvent[] =>
  happenings.map(([who, minutesAgo, what, size], index) => {
    const customer = { id: who };
    const attributes = { id: `e${index}`, time: new Date(noon - minutesAgo * 60_000).toISOString() };
    const amount = { amountMinor: size * 100 + 1, currency: size % 3 === 0 ? 'USD' : 'EUR' };
    const call = { callId: `c${index}`, from: '+14155550123', to: '+14155550100' };
    switch (what) {
      case 0:
        return eventOf(
          'payment.succeeded',
          { customer, paymentId: 'p', amount, orderId: `o${size % 4}` },
          attributes,
        );
      case 1:
        return eventOf('refund.succeeded', { customer, refundId: 'r', amount }, attributes);
      case 2:
        return eventOf('call.completed', { customer, ...call, durationSeconds: size / 10 }, attributes);
      case 3:
        return eventOf(
          'message.received',
          { customer, messageId: 'm', channel: size % 2 ? 'sms' : 'chat', from: { id: '+14155550123' } },
          attributes,
        );
      default:
        return eventOf(
          'contact.updated',
          {
            customer,
            objectId: '1',
            changedFields: [],
            lastName: `L${size}`,
            properties: { [`p${size % 3}`]: size },
          },
          { ...attributes, source: size % 2 ? '/connectors/acme-crm' : '/connectors/other-crm' },
        );
    }
  });

const people = ['ada', 'visitor', 'phone'] as const;
/** Every way to make people of the three anchors. */
const groupings = [['ada'], ['visitor'], ['phone'], ['ada', 'visitor'], ['phone', 'ada'], [...people]];

describe('what is worked out bit by bit', () => {
  test('is what is worked out of everything at once, whatever the order, the batches and the persons that the anchors make', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(happening, { maxLength: 24 }),
        fc.nat(),
        fc.integer({ min: 1, max: 7 }),
        fc.nat({ max: 60 * 24 * 45 }),
        async (happenings, turn, batch, laterMinutes) => {
          const events = eventsOf(happenings);
          const [atOnce, bitByBit] = [setUp({ computed }), setUp({ computed })];
          await atOnce.add(events);
          const mixed = events.toSorted((one, other) => order(one, turn) - order(other, turn));
          for (let index = 0; index < mixed.length; index += batch)
            await bitByBit.add(mixed.slice(index, index + batch));
          // All of one anchor: what a person comes to does not depend on how its events are spread.
          const together = setUp({ computed });
          await together.add(eventsOf(happenings.map(([, ...rest]) => ['ada', ...rest] as const)));
          for (const laterMs of [0, laterMinutes * 60_000]) {
            for (const { clock } of [atOnce, bitByBit, together]) clock.jumpTo(noon + laterMs);
            for (const group of groupings)
              expect(await bitByBit.of(...group)).toEqual(await atOnce.of(...group));
            expect(await bitByBit.of(...people)).toEqual(await together.of('ada'));
          }
        },
      ),
      { seed: 20_261_125, numRuns: 60 },
    );
  });

  test('is what the definitions say, worked out plainly', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 24 }), async (happenings) => {
        const { add, of } = setUp({ computed });
        await add(eventsOf(happenings));
        const result = (await of(...people)).computed;
        const plain = (what: number) => happenings.filter(([, , kind]) => kind === what);
        const net: Record<string, number> = {};
        for (const [, , what, size] of happenings)
          if (what < 2) {
            const currency = size % 3 === 0 ? 'USD' : 'EUR';
            net[currency] = (net[currency] ?? 0) + (what === 0 ? 1 : -1) * (size * 100 + 1);
          }
        const tenths = plain(2).reduce((sum, [, , , size]) => sum + size, 0);
        expect(result).toMatchObject({
          events: happenings.length,
          lifetimeValue: net,
          talked: tenths / 10,
          orders: new Set(plain(0).map(([, , , size]) => size % 4)).size,
          smsReceived: plain(3).filter(([, , , size]) => size % 2 === 1).length,
        });
        // A window of 30 days counts all of the last 29 and nothing older than 30.
        const within = (days: number) => happenings.filter(([, minutes]) => minutes < days * 24 * 60).length;
        expect(result.recentEvents).toBeGreaterThanOrEqual(within(29.9));
        expect(result.recentEvents).toBeLessThanOrEqual(within(30));
      }),
      { seed: 20_261_125, numRuns: 100 },
    );
  });
});

/** A fixed mixing of events that a number chooses. */
const order = ({ id }: TouchlineEvent, turn: number): number => (Number(id.slice(1)) * 7_919 + turn) % 31;

describe('a computed trait', () => {
  test('of a window goes by itself when the window has passed', async () => {
    const { add, of, clock } = setUp({
      computed: { lately: { kind: 'count', of: '*', within: { days: 1 } } },
    });
    await add([contact('ada', {}, { time: daysAgo(0) }), contact('ada', {}, { time: daysAgo(0.5) })]);
    expect((await of('ada')).computed.lately).toBe(2);
    clock.jumpTo(noon + day / 2);
    expect((await of('ada')).computed.lately).toBe(1);
    clock.jumpTo(noon + day);
    expect((await of('ada')).computed.lately).toBe(0);
  });

  test('that adds is exact where floating point is not, and where sums are huge', async () => {
    const { add, of } = setUp({ computed });
    const call = (durationSeconds: number) =>
      eventOf('call.completed', {
        customer: { id: 'ada' },
        callId: 'c',
        from: 'a',
        to: 'b',
        durationSeconds,
      });
    const amount = { amountMinor: Number.MAX_SAFE_INTEGER, currency: 'JPY' };
    const payment = () => eventOf('payment.succeeded', { customer: { id: 'ada' }, paymentId: 'p', amount });
    await add([call(0.1), call(0.2), call(1e15), payment(), payment(), payment()]);
    const result = (await of('ada')).computed;
    expect(result.talked).toBe(0.3);
    expect(result.paid).toEqual({ JPY: Number(3n * BigInt(Number.MAX_SAFE_INTEGER)) });
  });

  test('that counts what differs is exact up to hundreds, and near for thousands', async () => {
    const { add, of } = setUp({
      computed: { pages: { kind: 'distinct_count', of: 'page.viewed', path: 'data.url' } },
    });
    const view = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) =>
        eventOf('page.viewed', { customer: { id: 'ada' }, url: `https://shop.example.com/${from + index}` }),
      );
    await add([...view(0, 500), ...view(0, 500)]);
    expect((await of('ada')).computed.pages).toBe(500);
    await add(view(500, 5_000));
    expect(Math.abs(((await of('ada')).computed.pages as number) - 5_000)).toBeLessThan(500);
  });

  test('takes lifetime value from what was paid, less refunds and lost disputes, each currency by itself', async () => {
    const { add, of } = setUp();
    const customer = { id: 'ada' };
    const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
    await add([
      eventOf('payment.created', { customer, paymentId: '1', amount: eur(99_999) }),
      eventOf('payment.succeeded', {
        customer,
        paymentId: '1',
        amount: eur(5_000),
        capturedAmount: eur(4_000),
      }),
      eventOf('payment.succeeded', {
        customer,
        paymentId: '2',
        amount: { amountMinor: 700, currency: 'USD' },
      }),
      eventOf('refund.created', { customer, refundId: '1', amount: eur(1_500) }),
      eventOf('refund.succeeded', { customer, refundId: '1', amount: eur(1_500) }),
    ]);
    expect((await of('ada')).computed).toMatchObject({ lifetimeValue: { EUR: 2_500, USD: 700 } });
  });

  test('prefers the channel that the person uses, not the one that is used on it', async () => {
    const { add, of } = setUp();
    const customer = { id: 'ada' };
    const call = { customer, callId: 'c', from: '+14155550123', to: '+14155550100' };
    await add([
      ...Array.from({ length: 9 }, () =>
        eventOf('email.delivered', { customer, messageId: 'm', recipient: 'ada@example.com' }),
      ),
      ...Array.from({ length: 5 }, () => eventOf('call.initiated', { ...call, direction: 'outbound' })),
      eventOf('call.initiated', { ...call, direction: 'inbound' }, { time: daysAgo(1) }),
      eventOf(
        'email.received',
        { customer, messageId: 'm', from: { address: 'ada@example.com' }, to: [] },
        { time: daysAgo(2) },
      ),
    ]);
    expect((await of('ada')).computed.preferredChannel).toBe('voice');
  });

  test.each<[string, unknown]>([
    ['a kind that there is not', { kind: 'median', of: '*' }],
    ['a pattern that is none', { kind: 'count', of: 'Payment' }],
    ['events of audiences', { kind: 'count', of: 'audience.entered' }],
    ['all events of audiences', { kind: 'count', of: ['order.paid', { on: 'audience.*' }] }],
    ['no path', { kind: 'sum', of: '*' }],
    ['a window of seconds', { kind: 'count', of: '*', within: { minutes: 0.5 } }],
    ['something misspelt', { kind: 'count', of: '*', whitin: { days: 1 } }],
  ])('with %s is refused by its name', (_, trait) => {
    expect(() => setUp({ computed: { spending: trait as never } })).toThrow(
      expect.objectContaining({ code: 'config.invalid', message: expect.stringContaining('"spending"') }),
    );
  });
});
