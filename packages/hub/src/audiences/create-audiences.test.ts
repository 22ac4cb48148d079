import type { TouchlineEvent } from '@touchline/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anchorOf, eventOf, noon, setUpParts, storageKinds } from '../fixtures/hub-parts.ts';
import { type ComputedTraits, defaultComputedTraits } from '../profile/computed-trait.ts';
import { createProfiles } from '../profile/create-profiles.ts';
import { createTimeline } from '../timeline/create-timeline.ts';
import { type Audiences, compileAudiences } from './compile-audiences.ts';
import { createAudiences } from './create-audiences.ts';

const hour = 3_600_000;
const day = 24 * hour;

const setUp = (
  audiences: Audiences,
  {
    kind = 'memory',
    computed = defaultComputedTraits,
    parts = setUpParts(kind),
  }: {
    kind?: (typeof storageKinds)[number];
    computed?: ComputedTraits;
    parts?: ReturnType<typeof setUpParts>;
  } = {},
) => {
  const errors: string[] = [];
  const timeline = createTimeline(parts);
  const compiled = compileAudiences(audiences, computed);
  const profiles = createProfiles({ ...parts, timeline, computed, hidden: compiled.hidden });
  const keeper = createAudiences({
    ...parts,
    profiles,
    compiled,
    timeline: { keep: timeline, vault: parts.vault },
    onError: ({ code }) => errors.push(code),
  });
  const members = async (audience: string) =>
    (await keeper.members(audience, { limit: 1_000 })).members.map(({ personId }) => personId).sort();
  return {
    ...parts,
    parts,
    keeper,
    timeline,
    errors,
    members,
    add: (events: readonly TouchlineEvent[]) =>
      parts.record([profiles.part, timeline.part, keeper.part], events),
    /** What is to be published, in its order. */
    told: async () =>
      (await parts.storage.audiences.announcements(0, 1_000)).map(({ type, audience, person, reason }) => [
        type.slice('audience.'.length),
        audience,
        person,
        reason,
      ]),
  };
};

const [ada, ben] = [anchorOf('ada'), anchorOf('ben')];
const ordered = (customer: string, hoursAgo = 0, attributes: object = {}) =>
  eventOf(
    'order.created',
    { customer: { id: customer }, orderId: 'o', total: { amountMinor: 1_000, currency: 'EUR' } },
    { time: new Date(noon - hoursAgo * hour).toISOString(), ...attributes },
  );
const contact = (customer: string, properties: Record<string, string>, hoursAgo = 0) =>
  eventOf(
    'contact.updated',
    { customer: { id: customer }, objectId: '1', changedFields: [], properties },
    { time: new Date(noon - hoursAgo * hour).toISOString() },
  );

const loyal: Audiences = {
  loyal: {
    description: 'Ordered twice in a week.',
    who: { did: 'order.created', times: { atLeast: 2 }, within: { days: 7 } },
  },
};

describe.each(storageKinds)('an audience on %s', (kind) => {
  test('has those of whom it is true, who enter and leave with an announcement each', async () => {
    const { add, keeper, members, told } = setUp(
      {
        gold: {
          who: {
            all: [
              { trait: 'properties.plan', is: 'gold' },
              { computed: 'eventCount', atLeast: 2 },
            ],
          },
        },
      },
      { kind },
    );
    await add([contact('ada', { plan: 'gold' }, 1), contact('ben', { plan: 'gold' }, 1), ordered('ben')]);
    await keeper.settle();
    expect(await members('gold')).toEqual([ben]);
    await add([contact('ben', { plan: 'silver' }), ordered('ada')]);
    await keeper.settle();
    expect(await members('gold')).toEqual([ada]);
    expect(await told()).toEqual([
      ['entered', 'gold', ben, 'profile'],
      ['exited', 'gold', ben, 'profile'],
      ['entered', 'gold', ada, 'profile'],
    ]);
    expect(await keeper.of([ada])).toEqual([{ audience: 'gold', since: '2026-11-21T12:00:00.000Z' }]);
    expect(await keeper.of([ben])).toEqual([]);
    expect(await keeper.list()).toEqual([{ name: 'gold', members: 1 }]);
  });

  test('is left when a window passes, at that moment, though nothing happens', async () => {
    const { add, keeper, members, told, clock } = setUp(loyal, { kind });
    await keeper.start();
    await add([ordered('ada', 24), ordered('ada', 48)]);
    await keeper.settle();
    expect(await members('loyal')).toEqual([ada]);
    await clock.advance(5 * day - 1);
    await keeper.settle();
    expect(await members('loyal')).toEqual([ada]);
    await clock.advance(1);
    await keeper.stop();
    expect(await members('loyal')).toEqual([]);
    expect(await told()).toEqual([
      ['entered', 'loyal', ada, 'profile'],
      ['exited', 'loyal', ada, 'time'],
    ]);
    expect(clock.timers).toBe(0);
  });

  test('is entered when a time passes, of somebody who is silent', async () => {
    const { add, keeper, members, clock, told } = setUp(
      {
        silent: { who: { computed: 'lastSeen', olderThan: { days: 30 } } },
        waiting: {
          who: { all: [{ did: 'order.created' }, { not: { did: 'order.fulfilled', within: { days: 3 } } }] },
        },
      },
      { kind },
    );
    await keeper.start();
    await add([
      ordered('ada'),
      eventOf('order.fulfilled', {
        customer: { id: 'ada' },
        orderId: 'o',
        total: { amountMinor: 1_000, currency: 'EUR' },
      }),
    ]);
    await keeper.settle();
    expect(await members('waiting')).toEqual([]);
    await clock.advance(3 * day);
    expect(await members('waiting')).toEqual([ada]);
    expect(await members('silent')).toEqual([]);
    await clock.advance(27 * day);
    await keeper.stop();
    expect(await members('silent')).toEqual([ada]);
    expect(await told()).toEqual([
      ['entered', 'waiting', ada, 'time'],
      ['entered', 'silent', ada, 'time'],
    ]);
  });

  test('is entered by a merge and left by the split that takes it back', async () => {
    const { add, keeper, members, told, people, storage } = setUp(loyal, { kind });
    await add([ordered('ada'), ordered('ben')]);
    await keeper.settle();
    expect(await members('loyal')).toEqual([]);
    people.join('ada', 'ben');
    await storage.write((writes) => keeper.touch([ada, ben], 'merge', writes));
    await keeper.settle();
    expect(await members('loyal')).toEqual([ada]);
    expect(await keeper.of([ben, ada])).toHaveLength(1);
    people.part('ada', 'ben');
    await storage.write((writes) => keeper.touch([ada, ben], 'split', writes));
    await keeper.settle();
    expect(await members('loyal')).toEqual([]);
    expect(await told()).toEqual([
      ['entered', 'loyal', ada, 'merge'],
      ['exited', 'loyal', ada, 'split'],
    ]);
  });

  test('is left by those who become part of another person, and entered again by the split', async () => {
    const { add, keeper, members, told, people, storage } = setUp(loyal, { kind });
    await add([ordered('ada'), ordered('ada'), ordered('ben'), ordered('ben')]);
    await keeper.settle();
    people.join('ada', 'ben');
    await storage.write((writes) => keeper.touch([ada, ben], 'merge', writes));
    await keeper.settle();
    expect(await members('loyal')).toEqual([ada]);
    const exit = (await storage.audiences.announcements(0, 10)).find(
      ({ type }) => type === 'audience.exited',
    );
    expect(exit).toMatchObject({ person: ben, mergedInto: ada, reason: 'merge', enteredAtMs: noon });
    people.part('ada', 'ben');
    await storage.write((writes) => keeper.touch([ada, ben], 'split', writes));
    await keeper.settle();
    expect(await members('loyal')).toEqual([ada, ben].sort());
    expect((await told()).slice(2)).toEqual([
      ['exited', 'loyal', ben, 'merge'],
      ['entered', 'loyal', ben, 'split'],
    ]);
  });

  test('that is defined anew has everybody looked at, and one that is defined no more is left by all', async () => {
    const { add, keeper, parts } = setUp(
      {
        old: { who: { did: 'order.created' } },
        same: { who: { did: 'order.created', times: { atLeast: 2 } } },
      },
      { kind },
    );
    await add([ordered('ada'), ordered('ben'), ordered('ben')]);
    await keeper.settle();
    const after = setUp(
      {
        same: { who: { did: 'order.created', times: { atLeast: 2 } } },
        fresh: { who: { did: 'order.*', times: { atMost: 1 } } },
      },
      { parts },
    );
    await after.keeper.start();
    await after.keeper.settle();
    await after.keeper.stop();
    expect(await after.members('same')).toEqual([ben]);
    expect(await after.members('fresh')).toEqual([ada]);
    const news = (await after.told()).slice(3);
    expect(news.toSorted()).toEqual(
      [
        ['exited', 'old', ada, 'definition'],
        ['exited', 'old', ben, 'definition'],
        ['entered', 'fresh', ada, 'definition'],
      ].toSorted(),
    );
    expect(await after.keeper.list()).toEqual([
      { name: 'same', members: 1 },
      { name: 'fresh', members: 1 },
    ]);
  });

  test('does not lose a change that comes while it looks, nor what it stopped before', async () => {
    const { add, keeper, members, told, parts } = setUp(loyal, { kind });
    await add([ordered('ada')]);
    await Promise.all([keeper.settle(), add([ordered('ada'), ordered('ben')]), keeper.settle()]);
    await add([ordered('ben')]);
    // Another process goes on.
    const next = setUp(loyal, { parts });
    await next.keeper.start();
    await next.keeper.settle();
    await next.keeper.stop();
    expect(await members('loyal')).toEqual([ada, ben].sort());
    expect(await told()).toHaveLength(2);
  });
});

describe('an announcement', () => {
  test('has an id that is of this change alone, and names the event that it follows from', async () => {
    const { add, keeper, storage } = setUp({ gold: { who: { trait: 'properties.plan', is: 'gold' } } });
    const plans = ['gold', 'silver', 'gold', 'silver', 'gold'];
    for (const [index, plan] of plans.entries()) {
      await add([
        eventOf(
          'contact.updated',
          { customer: { id: 'ada' }, objectId: '1', changedFields: [], properties: { plan } },
          { id: `change-${index}`, time: new Date(noon + index).toISOString() },
        ),
      ]);
      await keeper.settle();
    }
    const rows = await storage.audiences.announcements(0, 10);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(5);
    expect(rows.map(({ cause }) => cause?.causationid)).toEqual(plans.map((_, index) => `change-${index}`));
    expect(rows[0]?.cause).toEqual({ causationid: 'change-0', causationdepth: 1, correlationid: 'change-0' });
  });

  test('is not made of what audiences do', async () => {
    const { add, keeper, told, members } = setUp({ busy: { who: { did: '*', times: { atLeast: 2 } } } });
    const entered = () =>
      eventOf('audience.entered', { customer: { id: 'ada' }, audience: 'x', personId: 'p', reason: 'time' });
    await add([ordered('ada'), entered(), entered()]);
    await keeper.settle();
    expect(await members('busy')).toEqual([]);
    expect(await told()).toEqual([]);
  });
});

describe('a predicate that is a function', () => {
  test('sees the profile and the time, and is asked again as often as it wants', async () => {
    const { add, keeper, members, clock } = setUp({
      early: {
        who: ({ computed: { orderCount } }, nowMs) => orderCount === 1 && nowMs < noon + 2 * hour,
        recheckEvery: { hours: 1 },
      },
    });
    await keeper.start();
    await add([ordered('ada'), ordered('ben'), ordered('ben')]);
    await keeper.settle();
    expect(await members('early')).toEqual([ada]);
    await clock.advance(hour);
    expect(await members('early')).toEqual([ada]);
    await clock.advance(hour);
    expect(await members('early')).toEqual([]);
    await keeper.stop();
  });

  test('that throws leaves people as they were, says so, and costs the other audiences nothing', async () => {
    let fails = false;
    const { add, keeper, members, errors } = setUp({
      mine: {
        who: () => {
          if (fails) throw new Error('ada@example.com');
          return true;
        },
      },
      orders: { who: { computed: 'orderCount', atLeast: 2 } },
    });
    await add([ordered('ada')]);
    await keeper.settle();
    fails = true;
    await add([ordered('ada'), ordered('ben')]);
    await keeper.settle();
    expect(await members('mine')).toEqual([ada]);
    expect(await members('orders')).toEqual([ada]);
    expect(errors).toContain('hub.audience_failed');
  });
});

test('an entry stands on the timeline of the person, and counts nowhere', async () => {
  const { add, keeper, timeline, storage } = setUp({ twice: { who: { did: '*', times: { atLeast: 2 } } } });
  await add([ordered('ada', 1), ordered('ada', 2)]);
  await keeper.settle();
  const { entries } = await timeline.read([ada]);
  expect(entries.map(({ event, channel }) => [event.type, channel])).toEqual([
    ['audience.entered', 'audience'],
    ['order.created', 'commerce'],
    ['order.created', 'commerce'],
  ]);
  const [row] = await storage.audiences.announcements(0, 1);
  expect(entries[0]?.event).toMatchObject({ id: row?.id, data: { audience: 'twice', personId: ada } });
});

test('who is erased is in no audience, and nothing is told of them any more', async () => {
  const { add, keeper, members, told, storage } = setUp(loyal);
  await add([ordered('ada'), ordered('ada')]);
  await keeper.settle();
  await storage.write((writes) => keeper.forget([ada], writes));
  expect(await members('loyal')).toEqual([]);
  expect(await told()).toEqual([]);
});

test('a storage that fails is asked again', async () => {
  const parts = setUpParts();
  const { write } = parts.storage;
  let failures = 0;
  const storage = {
    ...parts.storage,
    write: async (work: Parameters<typeof write>[0]) => {
      failures -= 1;
      if (failures === 0) throw new Error('disk full');
      return write(work);
    },
  };
  const { add, keeper, members, errors, clock } = setUp(loyal, { parts: { ...parts, storage } });
  await keeper.start();
  failures = 1;
  await add([ordered('ada'), ordered('ada')]);
  await clock.settle();
  expect(errors).toHaveLength(1);
  await clock.advance(1_000);
  await keeper.stop();
  expect(await members('loyal')).toEqual([ada]);
});

test('members are paged, each once', async () => {
  const { add, keeper } = setUp({ all: { who: { did: '*' } } });
  await add(Array.from({ length: 23 }, (_, index) => ordered(`p${index}`)));
  await keeper.settle();
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await keeper.members('all', { limit: 5, ...(cursor !== undefined && { cursor }) });
    seen.push(...page.members.map(({ personId }) => personId));
    cursor = page.next;
  } while (cursor !== undefined);
  expect(new Set(seen).size).toBe(23);
  expect(seen).toHaveLength(23);
});

test.each([
  ['an audience that there is not', 'loyel', {}, 'hub.audience_unknown'],
  ['a page of none', 'loyal', { limit: 0 }, 'request.invalid'],
  ['a cursor of something else', 'loyal', { cursor: 'x' }, 'request.invalid'],
])('%s is refused', async (_, audience, query, code) => {
  await expect(setUp(loyal).keeper.members(audience, query)).rejects.toThrow(
    expect.objectContaining({ code }),
  );
});

test('who belongs is always who belongs by a plain count, whatever happens when and whoever is merged and split', async () => {
  type Step = readonly [kind: 'order' | 'wait' | 'join' | 'part', who: number, hours: number];
  const step: fc.Arbitrary<Step> = fc.tuple(
    fc.constantFrom<Step[0][]>('order', 'order', 'order', 'wait', 'join', 'part'),
    fc.nat({ max: 2 }),
    fc.nat({ max: 60 }),
  );
  const names = ['ada', 'ben', 'cem'];
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const { add, keeper, members, people, storage, clock } = setUp({
        busy: { who: { did: 'order.created', times: { atLeast: 2, atMost: 3 }, within: { days: 2 } } },
        calm: { who: { not: { did: 'order.created', within: { days: 1 } } } },
      });
      await keeper.start();
      const orders: [name: string, atMs: number][] = [];
      let joined: string[] = [];
      for (const [kind, who, hours] of steps) {
        const name = names[who] as string;
        if (kind === 'wait') await clock.advance(hours * hour);
        if (kind === 'order') {
          const atMs = clock.now() - hours * hour;
          orders.push([name, atMs]);
          await add([ordered(name, 0, { time: new Date(atMs).toISOString() })]);
        }
        if (kind === 'join' || kind === 'part') {
          people.part(...names);
          joined = kind === 'join' ? names.filter((_, index) => index !== who) : [];
          if (kind === 'join') people.join(...joined);
          const reason = kind === 'join' ? 'merge' : 'split';
          await storage.write((writes) =>
            keeper.touch(
              names.map((each) => anchorOf(each)),
              reason,
              writes,
            ),
          );
        }
        await keeper.settle();
        const groups = [
          ...names.filter((each) => !joined.includes(each)).map((each) => [each]),
          ...(joined.length > 0 ? [joined] : []),
        ];
        const count = (group: readonly string[], days: number): number =>
          orders.filter(([each, atMs]) => group.includes(each) && atMs > clock.now() - days * day).length;
        const known = groups.filter((group) => orders.some(([each]) => group.includes(each)));
        const ids = (those: readonly (readonly string[])[]) =>
          those.map(([first]) => anchorOf(first as string)).sort();
        expect(await members('busy')).toEqual(
          ids(known.filter((group) => count(group, 2) >= 2 && count(group, 2) <= 3)),
        );
        // Whoever was touched or did something was looked at; who never did anything may not have been.
        const calm = await members('calm');
        expect(calm.filter((id) => ids(known).includes(id))).toEqual(
          ids(known.filter((group) => count(group, 1) === 0)),
        );
      }
      await keeper.stop();
      // What was told adds up to who belongs.
      const told = await storage.audiences.announcements(0, 1_000);
      const balance = new Map<string, number>();
      for (const { type, audience, person } of told)
        balance.set(
          `${audience} ${person}`,
          (balance.get(`${audience} ${person}`) ?? 0) + (type === 'audience.entered' ? 1 : -1),
        );
      const inside = [...balance].filter(([, sum]) => sum === 1).map(([key]) => key);
      expect([...balance.values()].every((sum) => sum === 0 || sum === 1)).toBe(true);
      expect(inside.sort()).toEqual(
        [
          ...(await members('busy')).map((id) => `busy ${id}`),
          ...(await members('calm')).map((id) => `calm ${id}`),
        ].sort(),
      );
    }),
    { seed: 20_261_125, numRuns: 60 },
  );
});
