import { type TouchlineEvent, touchpointEvents } from '@touchline/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anchorOf, eventOf, noon, setUpParts } from '../fixtures/hub-parts.ts';
import { createChannelOf } from '../timeline/channel-of.ts';
import { createTimeline } from '../timeline/create-timeline.ts';
import { placeEvent } from '../timeline/placed-event.ts';
import { createProfiles, type TraitOptions } from './create-profiles.ts';
import { mergeTraits, type TraitCandidate, withCandidates } from './trait-candidates.ts';
import { traitResolver } from './trait-policy.ts';
import { defaultTraitRules, traitReaderOf } from './trait-rule.ts';

const setUp = (traits: TraitOptions = {}) => {
  const parts = setUpParts();
  const profiles = createProfiles({ ...parts, timeline: createTimeline(parts), traits });
  return {
    add: (events: readonly TouchlineEvent[]) => parts.record([profiles.part], events),
    traits: async (name: string) => (await profiles.of([anchorOf(name)])).traits,
  };
};

const tell = (event: TouchlineEvent) =>
  Object.fromEntries(
    traitReaderOf(defaultTraitRules)
      .read(placeEvent(event, noon, createChannelOf()))
      .map(([trait, { value, confidence }]) => [trait, [value, confidence]]),
  );

describe('what events tell of a person', () => {
  test('is the customer that an event names, less surely than what a CRM holds of a contact', () => {
    expect(
      tell(
        eventOf('contact.created', {
          customer: { id: 'ada', email: 'ada@old.example', name: 'Ada L.' },
          objectId: '1',
          email: 'ada@example.com',
          firstName: 'Ada',
          address: { city: 'London' },
          properties: { newsletter: true, score: null },
        }),
      ),
    ).toEqual({
      name: ['Ada L.', 0.8],
      email: ['ada@example.com', 1],
      firstName: ['Ada', 1],
      address: [{ city: 'London' }, 1],
      'properties.newsletter': [true, 1],
      'properties.score': [null, 1],
    });
  });

  test('is each field of a form, under a name that takes the place of no other trait', () => {
    expect(
      tell(
        eventOf('form.submitted', {
          customer: { id: 'x' },
          formId: 'f',
          fields: { email: 'who@ever.example', topics: ['a'] },
        }),
      ),
    ).toEqual({ 'form.email': ['who@ever.example', 0.5], 'form.topics': [['a'], 0.5] });
  });

  test('is something of each example of a contact, a lead and a form', () => {
    for (const { type, example } of touchpointEvents)
      if (/^(contact|lead)\.(created|updated|restored)$|^form\./.test(type))
        expect(Object.keys(tell(eventOf(type as never, example as never))).length, type).toBeGreaterThan(2);
  });

  test('is nothing of what audiences do', () => {
    expect(
      tell(
        eventOf('audience.entered', {
          customer: { id: 'x', name: 'X' },
          audience: 'a',
          personId: 'p',
          reason: 'time',
        }),
      ),
    ).toEqual({});
  });

  test.each<[string, unknown]>([
    ['takes nothing', { of: '*' }],
    ['is surer than sure', { of: '*', take: { name: 'data.name' }, confidence: 1.1 }],
    ['has no path', { of: '*', take: { name: '' } }],
    ['is of nothing', { of: [], take: { name: 'data.name' } }],
  ])('is refused as a rule when it %s', (_, rule) => {
    expect(() => setUp({ rules: [rule as never] })).toThrow(
      expect.objectContaining({ code: 'config.invalid', message: expect.stringContaining('Trait rule 1') }),
    );
  });
});

const candidate = (value: TraitCandidate['value'], more: Partial<TraitCandidate> = {}): TraitCandidate => ({
  value,
  source: '/app',
  atMs: 1_000,
  confidence: 1,
  entry: 'a',
  ...more,
});

describe('whom a trait believes', () => {
  const candidates = [
    candidate('newest', { atMs: 9_000, confidence: 0.2, source: '/connectors/acme-crm/eu' }),
    candidate('surest', { atMs: 5_000, confidence: 0.9, source: '/app/shop' }),
    candidate('trusted', { atMs: 2_000, confidence: 0.5, source: '/connectors/billing' }),
  ];
  const resolved = (policy: Parameters<typeof traitResolver>[1]) =>
    traitResolver({}, policy)(new Map([['plan', candidates]])).plan;

  test.each<[string, Parameters<typeof traitResolver>[1], string]>([
    ['the newest', 'newest', 'newest'],
    ['the surest', 'most_confident', 'surest'],
    ['the most trusted', { mostTrusted: ['billing', '/app'] }, 'trusted'],
    ['the most trusted by how its source begins', { mostTrusted: ['/app'] }, 'surest'],
    ['the most trusted in all its accounts', { mostTrusted: ['acme-crm'] }, 'newest'],
    ['the newest where no source is trusted', { mostTrusted: ['acme'] }, 'newest'],
    ['whom a function of yours chooses', (all) => all.find(({ value }) => value === 'trusted'), 'trusted'],
  ])('is %s', (_, policy, value) => {
    const trait = resolved(policy);
    expect(trait).toMatchObject({ value });
    expect(trait?.others).toHaveLength(2);
    expect(trait).not.toHaveProperty('policyFailed');
  });

  test.each<[string, Parameters<typeof traitResolver>[1]]>([
    [
      'throws',
      () => {
        throw new Error('mine');
      },
    ],
    ['chooses nobody', () => undefined],
    ['makes one up', () => candidate('made up')],
  ])('is the newest, and it says so, where a function of yours %s', (_, policy) => {
    expect(resolved(policy)).toMatchObject({ value: 'newest', policyFailed: true });
  });

  test('may differ from trait to trait', async () => {
    const { add, traits } = setUp({ policies: { email: { mostTrusted: ['acme-crm'] } } });
    const contact = { objectId: '1', changedFields: [] };
    await add([
      eventOf(
        'contact.updated',
        { customer: { id: 'ada' }, ...contact, email: 'crm@a.example', lastName: 'One' },
        { source: '/connectors/acme-crm', time: '2026-01-01T00:00:00Z' },
      ),
      eventOf('contact.updated', {
        customer: { id: 'ada' },
        ...contact,
        email: 'app@a.example',
        lastName: 'Two',
      }),
    ]);
    expect(await traits('ada')).toMatchObject({
      email: { value: 'crm@a.example' },
      lastName: { value: 'Two' },
    });
  });

  test('may be that there is nothing any more', async () => {
    const { add, traits } = setUp();
    const contact = { customer: { id: 'ada' }, objectId: '1', changedFields: [] };
    await add([
      eventOf(
        'contact.updated',
        { ...contact, properties: { plan: 'gold' } },
        { time: '2026-01-01T00:00:00Z' },
      ),
      eventOf('contact.updated', { ...contact, properties: { plan: null } }),
    ]);
    expect((await traits('ada'))['properties.plan']).toMatchObject({
      value: null,
      others: [{ value: 'gold' }],
    });
  });

  test('is refused when it is none', () => {
    expect(() => setUp({ policies: { email: 'oldest' as never } })).toThrow(
      expect.objectContaining({ code: 'config.invalid', message: expect.stringContaining('"email"') }),
    );
  });
});

describe('hostile values', () => {
  test('are names that objects have by nature, and stay what they are', async () => {
    const { add, traits } = setUp();
    const fields = JSON.parse('{"__proto__": "x", "constructor": "y"}');
    await add([
      eventOf('contact.updated', {
        customer: { id: 'ada' },
        objectId: '1',
        changedFields: [],
        properties: fields,
      }),
    ]);
    const found = await traits('ada');
    expect(found['properties.constructor']).toMatchObject({ value: 'y' });
    expect(Object.getPrototypeOf(found)).toBe(Object.prototype);
  });

  test('that are too long are no traits, and of too many fields of an event a hundred are', async () => {
    const { add, traits } = setUp();
    const fields = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`f${index}`, index]));
    await add([
      eventOf('form.submitted', {
        customer: { id: 'ada' },
        formId: 'f',
        fields: { a: 'x'.repeat(5_000), ...fields },
      }),
    ]);
    const names = Object.keys(await traits('ada'));
    expect(names).toHaveLength(99);
    expect(names).not.toContain('form.a');
  });

  test('of ever new names do not make a profile grow without end', async () => {
    const { add, traits } = setUp();
    for (let round = 0; round < 25; round += 1) {
      const fields = Object.fromEntries(
        Array.from({ length: 100 }, (_, index) => [`${round}-${index}`, index]),
      );
      await add([
        eventOf(
          'form.submitted',
          { customer: { id: 'ada' }, formId: 'f', fields },
          { time: new Date(noon + round).toISOString() },
        ),
      ]);
    }
    const names = Object.keys(await traits('ada'));
    expect(names).toHaveLength(2_000);
    expect(names).toContain('form.24-0');
    expect(names).not.toContain('form.0-0');
  });
});

test('what is kept of too many values is the same whatever the order in which they came', () => {
  const told = fc.array(
    fc
      .tuple(
        fc.constantFrom('plan', 'city'),
        fc.nat({ max: 30 }),
        fc.nat({ max: 60 }),
        fc.constantFrom('/app', '/b'),
      )
      .map(
        ([trait, value, atMs, source]) =>
          [trait, candidate(value, { atMs, source, entry: `${atMs}` })] as const,
      ),
    { maxLength: 120 },
  );
  fc.assert(
    fc.property(told, fc.integer({ min: 1, max: 50 }), (all, cut) => {
      const atOnce = withCandidates(new Map(), all);
      const reversed = all.toReversed();
      const inTurn = withCandidates(withCandidates(new Map(), reversed.slice(0, cut)), reversed.slice(cut));
      for (const trait of ['plan', 'city']) {
        expect(inTurn.get(trait)).toEqual(atOnce.get(trait));
        expect((atOnce.get(trait) ?? []).length).toBeLessThanOrEqual(40);
      }
      expect(mergeTraits([atOnce, atOnce])).toEqual(atOnce);
    }),
    { seed: 20_261_125, numRuns: 200 },
  );
});
