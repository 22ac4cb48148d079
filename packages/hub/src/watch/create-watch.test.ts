import type { TouchlineEvent } from '@touchline/core';
import { describe, expect, test } from 'vitest';
import { compileAudiences } from '../audiences/compile-audiences.ts';
import { createAudiences } from '../audiences/create-audiences.ts';
import { anchorOf, eventOf, noon, setUpParts } from '../fixtures/hub-parts.ts';
import { defaultComputedTraits } from '../profile/computed-trait.ts';
import { createProfiles } from '../profile/create-profiles.ts';
import { createTimeline } from '../timeline/create-timeline.ts';
import { createWatch } from './create-watch.ts';
import type { CustomerChange } from './customer-change.ts';

const setUp = ({ bufferSize = 256 } = {}) => {
  const parts = setUpParts();
  const compiled = compileAudiences(
    { twice: { who: { computed: 'eventCount', atLeast: 2 } } },
    defaultComputedTraits,
  );
  const profiles = createProfiles({ ...parts, timeline: createTimeline(parts), hidden: compiled.hidden });
  const audiences = createAudiences({
    ...parts,
    profiles,
    compiled,
    onChanges: (rows) => watch.announced(rows),
  });
  const watch = createWatch({ ...parts, profiles, audiences, bufferSize });
  const aborting = new AbortController();
  return {
    ...parts,
    watch,
    aborting,
    audiences,
    add: (...events: readonly TouchlineEvent[]) =>
      parts.record(
        [profiles.part, audiences.part, { prepare: async () => () => {}, recorded: watch.recorded }],
        events,
      ),
    /** Watches somebody, from the moment at which it is told how things stand. */
    async begin(name: string) {
      const changes = watch.watch(anchorOf(name), '', aborting.signal);
      return { changes, first: (await changes.next()).value };
    },
  };
};

let moment = noon;
/** Each a millisecond after the one before. */
const contact = (id: string, fields: object) => {
  moment += 1;
  return eventOf(
    'contact.updated',
    { customer: { id }, objectId: '1', changedFields: [], ...fields },
    { time: new Date(moment).toISOString() },
  );
};

/** So many changes, as their kinds with what matters of them. */
const take = async (changes: AsyncIterator<CustomerChange>, count: number) => {
  const taken: unknown[] = [];
  while (taken.length < count) {
    const { value, done } = await changes.next();
    if (done) break;
    taken.push(brief(value));
  }
  return taken;
};
const brief = (change: CustomerChange): unknown => {
  switch (change.kind) {
    case 'event':
      return [change.kind, change.entry.event.type, change.entry.channel];
    case 'profile':
      return [change.kind, Object.keys(change.traits), change.computed.eventCount, change.gone];
    case 'standing':
      return [
        change.kind,
        change.personId,
        change.profile.computed.eventCount,
        change.audiences.map(({ audience }) => audience),
      ];
    case 'audience.entered':
    case 'audience.exited':
      return [change.kind, change.audience];
    case 'merged':
    case 'split':
      return [change.kind, change.personId];
    case 'missed':
      return [change.kind, change.count];
    default:
      return [change.kind];
  }
};

describe('who is watched', () => {
  test('is told of first as they stand, then as they change, and nobody else is', async () => {
    const { add, begin, audiences } = setUp();
    await add(contact('ada', { lastName: 'Byron' }));
    const { changes, first } = await begin('ada');
    expect(brief(first)).toEqual(['standing', anchorOf('ada'), 1, []]);
    await add(contact('ben', { lastName: 'Other' }));
    await add(contact('ada', { language: 'en' }));
    expect(await take(changes, 2)).toEqual([
      ['event', 'contact.updated', 'crm'],
      ['profile', ['language'], 2, []],
    ]);
    await audiences.settle();
    expect(await take(changes, 1)).toEqual([['audience.entered', 'twice']]);
  });

  test('may turn out to be two, and one again', async () => {
    const { add, begin, people, watch } = setUp();
    await add(contact('ada', { lastName: 'Byron' }), contact('visitor', { language: 'en' }));
    const { changes } = await begin('visitor');
    people.join('ada', 'visitor');
    watch.regrouped();
    expect(await take(changes, 2)).toEqual([
      ['merged', anchorOf('ada')],
      ['profile', ['lastName'], 2, []],
    ]);
    await add(contact('ada', { jobTitle: 'Analyst' }));
    expect(await take(changes, 2)).toEqual([
      ['event', 'contact.updated', 'crm'],
      ['profile', ['jobTitle'], 3, []],
    ]);
    people.part('ada', 'visitor');
    watch.regrouped();
    expect(await take(changes, 2)).toEqual([
      ['split', anchorOf('visitor')],
      ['profile', [], 1, ['jobTitle', 'lastName']],
    ]);
  });

  test('is not told of as merged when they only get one more identifier', async () => {
    const { add, begin, people } = setUp();
    await add(contact('ada', {}));
    const { changes } = await begin('ada');
    people.join('ada', 'new');
    await add(contact('new', { language: 'en' }));
    expect(await take(changes, 2)).toEqual([
      ['event', 'contact.updated', 'crm'],
      ['profile', ['language'], 2, []],
    ]);
  });

  test('is told of with how much was missed, and how they stand then, to who does not keep up', async () => {
    const { add, begin } = setUp({ bufferSize: 4 });
    await add(contact('ada', {}));
    const { changes } = await begin('ada');
    const settled = () => new Promise(setImmediate);
    for (let round = 0; round < 10; round += 1) {
      await add(contact('ada', { language: `l${round}` }));
      await settled();
    }
    // Two changes a round: of nine rounds all were dropped, the tenth waits after how things stood then.
    expect(await take(changes, 4)).toEqual([
      ['missed', 18],
      ['standing', anchorOf('ada'), 10, []],
      ['event', 'contact.updated', 'crm'],
      ['profile', ['language'], 11, []],
    ]);
  });
});

describe('a watch', () => {
  test('ends when the signal aborts, also while it waits, and before it began', async () => {
    const { add, begin, aborting, watch } = setUp();
    await add(contact('ada', {}));
    const { changes } = await begin('ada');
    const next = changes.next();
    aborting.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(await watch.watch(anchorOf('ada'), '', aborting.signal).next()).toMatchObject({ done: true });
  });

  test('ends when whoever watches leaves the loop, and when the hub closes', async () => {
    const { add, watch, aborting, begin } = setUp();
    await add(contact('ada', {}));
    for await (const change of watch.watch(anchorOf('ada'), '', aborting.signal)) {
      expect(change.kind).toBe('standing');
      break;
    }
    const { changes } = await begin('ada');
    const next = changes.next();
    watch.close();
    expect(await next).toMatchObject({ done: true });
  });

  test('ends with the erasure of who is watched', async () => {
    const { add, begin, people, watch } = setUp();
    await add(contact('ada', {}));
    const { changes } = await begin('ada');
    people.of = async () => new Map();
    watch.regrouped();
    expect(await take(changes, 5)).toEqual([['erased']]);
  });

  test('of nobody, and of somebody of another tenant, is refused', async () => {
    const { people, watch, aborting, add } = setUp();
    await add(contact('ada', {}));
    await expect(watch.watch(anchorOf('ada'), 'acme', aborting.signal).next()).rejects.toThrow(
      expect.objectContaining({ code: 'hub.customer_unknown' }),
    );
    people.of = async () => new Map();
    await expect(watch.watch(anchorOf('nobody'), '', aborting.signal).next()).rejects.toThrow(
      expect.objectContaining({ code: 'hub.customer_unknown' }),
    );
  });

  test('that cannot be kept up ends with the error, and a new one can be begun', async () => {
    const { add, begin, people, watch } = setUp();
    await add(contact('ada', {}));
    const { changes } = await begin('ada');
    const { of } = people;
    people.of = async () => {
      throw new Error('disk full');
    };
    watch.regrouped();
    await expect(changes.next()).rejects.toThrow();
    people.of = of;
    expect((await begin('ada')).first).toMatchObject({ kind: 'standing' });
  });
});
