import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { playedHistory } from './fixtures/played-history.ts';
import { eventOf, type RandomEvent, randomEvent, randomHistory } from './fixtures/random-history.ts';
import { identityRulesOf } from './identity-rules.ts';

/** How many histories; `HISTORIES=50` plays fifty times as many. */
const runs = (count: number): number => count * Number(process.env.HISTORIES ?? 1);

/** Little is allowed, so that something is refused in every other history. */
const strict = {
  ...identityRulesOf({ limits: { email: 2, phone: 1, anonymous: 2 }, mostOwners: 2 }),
  blocked: new Map([['email', ['test@test.com']]]),
};
const kindsOfRules = {
  strict,
  'nobody shares': { ...strict, mostOwners: 1 },
  'few hang together': { ...strict, mostIdentifiers: 4 },
  'few hang together and nobody shares': { ...strict, mostIdentifiers: 3, mostOwners: 1 },
};
const rulesOf = fc.constantFrom(...Object.values(kindsOfRules));

const randomEvents = fc.array(randomEvent, { minLength: 1, maxLength: 16 });

/** In batches of random sizes. */
const batched = (events: readonly RandomEvent[], sizes: readonly number[]): RandomEvent[][] => {
  const batches: RandomEvent[][] = [];
  let rest = [...events];
  for (let turn = 0; rest.length > 0; turn += 1) {
    const size = sizes[turn % sizes.length] as number;
    batches.push(rest.slice(0, size));
    rest = rest.slice(size);
  }
  return batches;
};
const randomSizes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 });

describe('identities, over random histories of events and decisions', () => {
  test.each(Object.entries(kindsOfRules))(
    'the index agrees with the pure function after every step, erasures included: %s',
    async (_, rules) => {
      await fc.assert(
        fc.asyncProperty(randomHistory, async (history) => {
          const played = await playedHistory(rules);
          for (const step of history)
            if (await played.step(step)) expect(await played.stored()).toEqual(await played.pure());
        }),
        { seed: 6, numRuns: runs(120) },
      );
    },
  );

  test('whatever the order in which events arrive, in whatever batches and however often, the persons are the same', async () => {
    await fc.assert(
      fc.asyncProperty(
        rulesOf,
        randomEvents.chain((events) =>
          fc.tuple(
            fc.constant(events),
            fc.shuffledSubarray([...events, ...events], { minLength: events.length }),
          ),
        ),
        randomSizes,
        async (rules, [events, others], sizes) => {
          const inOrder = await playedHistory(rules);
          for (const event of events) await inOrder.record([event]);
          const shuffled = await playedHistory(rules);
          for (const batch of batched(others, sizes)) await shuffled.record(batch);
          // What the shuffle left out comes at last.
          await shuffled.record(events);
          expect(await shuffled.stored()).toEqual(await inOrder.stored());
        },
      ),
      { seed: 7, numRuns: runs(200) },
    );
  });

  test('events that come again change nothing, not a byte', async () => {
    await fc.assert(
      fc.asyncProperty(rulesOf, randomHistory, async (rules, history) => {
        const played = await playedHistory(rules);
        const events: RandomEvent[] = [];
        for (const step of history.filter(({ kind }) => kind !== 'forget')) {
          await played.step(step);
          if (step.kind === 'events') events.push(...step.events);
        }
        const before = await played.identifiers();
        await played.record(events);
        expect(await played.identifiers()).toEqual(before);
      }),
      { seed: 8, numRuns: runs(120) },
    );
  });

  test('a decision that is undone leaves the persons as if it had never been made, whatever came in between', async () => {
    await fc.assert(
      fc.asyncProperty(
        rulesOf,
        randomEvents,
        fc.constantFrom('merge' as const, 'split' as const, 'disregard' as const),
        fc.nat(1_000),
        fc.nat(1_000),
        randomEvents,
        async (rules, before, kind, one, other, after) => {
          const decided = await playedHistory(rules);
          await decided.record(before);
          const isDone = await decided.step({ kind, one, other, mask: other } as never);
          fc.pre(isDone);
          await decided.record(after);
          for (const { number, tenant, isActive } of [...(await decided.decisions())].reverse())
            if (isActive) await decided.decide.undo(tenant, number, { by: 'tests', why: 'never mind' });
          const undecided = await playedHistory(rules);
          await undecided.record([...before, ...after]);
          expect(await decided.stored()).toEqual(await undecided.stored());
        },
      ),
      { seed: 9, numRuns: runs(120) },
    );
  });

  test('to undo an undoing is to do it again', async () => {
    await fc.assert(
      fc.asyncProperty(
        rulesOf,
        randomEvents,
        fc.nat(1_000),
        fc.nat(1_000),
        async (rules, events, one, other) => {
          const played = await playedHistory(rules);
          await played.record(events);
          fc.pre(await played.step({ kind: 'merge', one, other }));
          const merged = await played.stored();
          const [merge] = await played.decisions();
          const note = { by: 'tests', why: 'to and fro' };
          const undo = await played.decide.undo(merge?.tenant as string, merge?.number as number, note);
          await played.decide.undo(undo.tenant, undo.number, note);
          expect(await played.stored()).toEqual(merged);
        },
      ),
      { seed: 10, numRuns: runs(80) },
    );
  });

  test('no person ever has identifiers of two tenants, and no tenant notices what another does', async () => {
    await fc.assert(
      fc.asyncProperty(rulesOf, randomHistory, async (rules, history) => {
        const both = await playedHistory(rules);
        const alone = await playedHistory(rules);
        for (const step of history) {
          if (step.kind !== 'events') continue;
          await both.step(step);
          await alone.record(step.events.filter(({ tenant }) => tenant === 'a'));
        }
        const rows = await both.identifiers();
        const tenants = new Map(rows.map(({ number, tenant }) => [number, tenant]));
        for (const { person, tenant } of rows) expect(tenants.get(person)).toBe(tenant);
        const ofA = rows.filter(({ tenant }) => tenant === 'a').map(({ anchor }) => anchor);
        const persons = Object.entries((await both.stored()).persons);
        expect(Object.fromEntries(persons.filter(([name]) => ofA.includes(name as never)))).toEqual(
          (await alone.stored()).persons,
        );
      }),
      { seed: 11, numRuns: runs(120) },
    );
  });

  test('every identifier of every event is that of exactly one person, and no other is', async () => {
    await fc.assert(
      fc.asyncProperty(rulesOf, randomHistory, async (rules, history) => {
        const played = await playedHistory(rules);
        const { identify } = await played.index.open();
        const expected = new Set<string>();
        for (const step of history) {
          if (step.kind === 'forget' || !(await played.step(step)) || step.kind !== 'events') continue;
          for (const event of step.events) {
            const identified = identify(eventOf(event));
            for (const identifier of identified?.identifiers ?? [])
              expected.add(played.anchorOf(event.tenant, identifier));
          }
        }
        const held = Object.values((await played.stored()).persons).flat();
        expect(held.length).toBe(expected.size);
        expect(new Set<string>(held)).toEqual(expected);
      }),
      { seed: 12, numRuns: runs(120) },
    );
  });
});
