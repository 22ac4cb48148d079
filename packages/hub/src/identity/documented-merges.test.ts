import { type CustomerRef, type TouchlineEvent, touchpointCatalogue } from '@touchline/core';
import { describe, expect, test } from 'vitest';
import { createHub } from '../create-hub.ts';
import { memoryHubStorage } from '../storage/memory-hub-storage.ts';
import type { IdentityOptions } from './identity-rules.ts';

/*
 * The cases that customer data platforms document, each with the customers that come of it. Where we do otherwise than one of them,
 * the test says so and why.
 */

const day = (number: number): string => new Date(Date.UTC(2026, 0, number)).toISOString();

/** An event on a day of January. */
const on = (number: number, customer: CustomerRef): TouchlineEvent =>
  touchpointCatalogue.create(
    {
      type: 'page.viewed',
      id: `${number} ${JSON.stringify(customer)}`,
      time: day(number),
      data: { customer, url: 'https://shop.example/' },
    },
    { source: '/tests' },
  );

/** The customers, each as its identifiers in the order in which they were first seen; in the order of arrival and in the reverse one. */
const customersOf = async (events: readonly TouchlineEvent[], identity?: IdentityOptions) => {
  const inOrder = await customersAfter(events, identity);
  expect(await customersAfter(events.toReversed(), identity)).toEqual(inOrder);
  return inOrder;
};

const customersAfter = async (events: readonly TouchlineEvent[], identity: IdentityOptions | undefined) => {
  const hub = hubOf(identity);
  for (const event of events) await hub.record([event]);
  const { items } = await hub.customers.list();
  await hub.close();
  return items
    .map(({ identifiers }) =>
      identifiers
        .toSorted((one, other) =>
          one.firstSeen < other.firstSeen ? -1 : one.firstSeen > other.firstSeen ? 1 : 0,
        )
        .map(
          ({ namespace, value, firstSeen }) =>
            `${namespace} ${value} since ${Number(firstSeen.slice(8, 10))}`,
        )
        .sort(),
    )
    .sort(([one = ''], [other = '']) => (one < other ? -1 : 1));
};

const hubOf = (identity?: IdentityOptions) =>
  createHub({
    storage: memoryHubStorage(),
    secret: 'a secret of at least thirty-two bytes',
    ...(identity && { identity }),
  });

describe('anonymous to known', () => {
  // https://github.com/segmentio/segment-docs/blob/develop/src/unify/identity-resolution/use-cases.md
  // https://docs.mparticle.com/guides/idsync/profile-conversion-strategy
  test('what a visitor did before signing up is the customer’s afterwards', async () => {
    expect(
      await customersOf([
        on(1, { anonymousId: 'idfv-9876' }),
        on(2, { anonymousId: 'idfv-9876', id: 'ABC123', email: 'ed.hyde@example.com' }),
      ]),
    ).toEqual([['anonymous idfv-9876 since 1', 'email ed.hyde@example.com since 2', 'user ABC123 since 2']]);
  });

  // mParticle makes a new profile at logout, because a device there has one current user. Here the device goes on being that of its
  // first customer, until somebody else signs in on it: see the shared device.
  test('after signing out, the device is still the customer’s', async () => {
    expect(
      await customersOf([
        on(1, { anonymousId: 'idfv-9876', id: 'ABC123' }),
        on(2, { anonymousId: 'idfv-9876' }),
      ]),
    ).toEqual([['anonymous idfv-9876 since 1', 'user ABC123 since 1']]);
  });

  // https://docs.mparticle.com/guides/idsync/profile-conversion-strategy, "User interacts via different channel"
  test('an e-mail from an address that nobody knows is another customer, until something ties it to the first', async () => {
    const events = [
      on(1, { id: 'ABC123', email: 'ed.hyde@example.com' }),
      on(2, { email: 'h.jekyll.md@example.com' }),
    ];
    expect(await customersOf(events)).toEqual([
      ['email ed.hyde@example.com since 1', 'user ABC123 since 1'],
      ['email h.jekyll.md@example.com since 2'],
    ]);
    expect(await customersOf([...events, on(3, { id: 'ABC123', email: 'h.jekyll.md@example.com' })])).toEqual(
      [['email ed.hyde@example.com since 1', 'email h.jekyll.md@example.com since 2', 'user ABC123 since 1']],
    );
  });
});

describe('two devices', () => {
  // https://docs.mixpanel.com/docs/tracking-methods/id-management/identifying-users-simplified
  // https://www.rudderstack.com/docs/profiles/overview/how-profiles-works/
  test('a visitor on a laptop and one on a phone are one customer once both have signed in', async () => {
    expect(
      await customersOf([
        on(1, { anonymousId: 'laptop' }),
        on(2, { anonymousId: 'phone' }),
        on(3, { anonymousId: 'laptop', id: 'jane' }),
        on(4, { anonymousId: 'phone', id: 'jane' }),
      ]),
    ).toEqual([['anonymous laptop since 1', 'anonymous phone since 2', 'user jane since 3']]);
  });

  test('also where they are tied by an e-mail address alone, through which nobody signed in', async () => {
    expect(
      await customersOf([
        on(1, { anonymousId: 'laptop', email: 'jane@example.com' }),
        on(2, { anonymousId: 'phone', email: 'Jane@Example.com' }),
      ]),
    ).toEqual([['anonymous laptop since 1', 'anonymous phone since 2', 'email jane@example.com since 1']]);
  });
});

describe('a shared device', () => {
  // https://experienceleague.adobe.com/en/docs/experience-platform/identity/features/identity-graph-linking-rules/identity-optimization-algorithm
  // Adobe gives the device to whoever signed in last, so that what nobody signed for wanders to and fro. Here it stays with whoever
  // signed in first; what Jane and John did while they were signed in is theirs in either case.
  test('Jane and John on one laptop stay two, and the laptop is Jane’s, who came first', async () => {
    expect(
      await customersOf([
        on(1, { id: 'jane', email: 'jane@example.com', anonymousId: 'laptop' }),
        on(2, { id: 'john', email: 'john@example.com', anonymousId: 'laptop' }),
        on(3, { anonymousId: 'laptop' }),
        on(4, { id: 'jane', anonymousId: 'laptop' }),
      ]),
    ).toEqual([
      ['anonymous laptop since 1', 'email jane@example.com since 1', 'user jane since 1'],
      ['email john@example.com since 2', 'user john since 2'],
    ]);
  });

  // https://github.com/segmentio/segment-docs/blob/develop/src/unify/identity-resolution/identity-resolution-settings.md, the shared iPad
  test('a tablet in a shop, with more customers than may share one, is nobody’s', async () => {
    const shoppers = Array.from({ length: 6 }, (_, index) =>
      on(index + 1, { id: `shopper-${index}`, anonymousId: 'ipad' }),
    );
    expect(await customersOf(shoppers)).toEqual([
      ['anonymous ipad since 1'],
      ...shoppers.map((_, index) => [`user shopper-${index} since ${index + 1}`]),
    ]);
  });

  test('what was refused is told, with its reason and its evidence', async () => {
    const hub = hubOf();
    await hub.record([
      on(1, { id: 'jane', anonymousId: 'laptop' }),
      on(2, { id: 'john', anonymousId: 'laptop' }),
      on(3, { anonymousId: 'kiosk', email: 'test@test.com' }),
    ]);
    const [jane, john] = await Promise.all(
      ['jane', 'john'].map((value) => hub.customers.find({ namespace: 'user', value })),
    );
    const first = await hub.customers.refusals();
    expect(first.items).toEqual([
      {
        kind: 'evidence',
        between: [
          { namespace: 'anonymous', value: 'laptop' },
          { namespace: 'user', value: 'john' },
        ],
        at: day(2),
        source: '/tests',
        // An id that may be made of an address is told by a pseudonym.
        event: expect.stringMatching(/^~/),
        refused: 'limit:user',
        customers: [jane?.id, john?.id],
      },
    ]);
    const second = await hub.customers.refusals({ cursor: first.cursor as string });
    expect(second).toMatchObject({
      cursor: undefined,
      items: [
        { kind: 'identifier', reason: 'blocked', identifier: { namespace: 'email', value: 'test@test.com' } },
      ],
    });
    await hub.close();
  });
});

describe('a shared e-mail address or phone', () => {
  // https://github.com/segmentio/segment-docs/blob/develop/src/unify/identity-resolution/identity-resolution-settings.md, "Priority"
  test('a second user id with the same e-mail address is a customer without it', async () => {
    expect(
      await customersOf([
        on(1, { id: 'abc123', email: 'jane@example1.com' }),
        on(2, { id: 'abc456', email: 'jane@example1.com' }),
      ]),
    ).toEqual([['email jane@example1.com since 1', 'user abc123 since 1'], ['user abc456 since 2']]);
  });

  // The same page: "a user can have more than one user_id but one email".
  test('where the rules allow two user ids and one e-mail address, they are one customer', async () => {
    expect(
      await customersOf(
        [
          on(1, { id: 'abc123', email: 'jane@example1.com' }),
          on(2, { id: 'abc456', email: 'jane@example1.com' }),
        ],
        { limits: { user: 2, email: 1 } },
      ),
    ).toEqual([['email jane@example1.com since 1', 'user abc123 since 1', 'user abc456 since 2']]);
  });

  // Adobe, "Bad email": there the newest keeps it; here nobody does.
  test('test@test.com, a phone of zeros and a user id of null tie nobody to anybody', async () => {
    expect(
      await customersOf([
        on(1, { id: 'jane', email: 'test@test.com' }),
        on(2, { id: 'john', email: 'test@test.com' }),
        on(3, { id: 'null', anonymousId: 'a-1' }),
        on(4, { id: 'null', anonymousId: 'a-2' }),
      ]),
    ).toEqual([
      ['anonymous a-1 since 3'],
      ['anonymous a-2 since 4'],
      ['email test@test.com since 1'],
      ['user jane since 1'],
      ['user john since 2'],
      ['user null since 3'],
    ]);
  });

  test('a family phone ties a caller to the first of the family who gave it, and none of the family to another', async () => {
    expect(
      await customersOf([
        on(1, { id: 'mother', phone: '+4915112345678' }),
        on(2, { id: 'daughter', phone: '+4915112345678' }),
        on(3, { phone: '+4915112345678' }),
      ]),
    ).toEqual([['phone +4915112345678 since 1', 'user mother since 1'], ['user daughter since 2']]);
  });
});

describe('a changed e-mail address', () => {
  test('both addresses are the customer’s, and either finds them', async () => {
    expect(
      await customersOf([
        on(1, { id: 'jane', email: 'jane@maiden.example' }),
        on(2, { id: 'jane', email: 'jane@married.example' }),
        on(3, { email: 'jane@maiden.example', anonymousId: 'newsletter' }),
      ]),
    ).toEqual([
      [
        'anonymous newsletter since 3',
        'email jane@maiden.example since 1',
        'email jane@married.example since 2',
        'user jane since 1',
      ],
    ]);
  });

  test('one address too many is refused, and the customer keeps the earliest', async () => {
    const addresses = Array.from({ length: 6 }, (_, index) =>
      on(index + 1, { id: 'jane', email: `jane-${index}@example.com` }),
    );
    expect(await customersOf(addresses)).toEqual([
      [
        ...[0, 1, 2, 3, 4].map((index) => `email jane-${index}@example.com since ${index + 1}`),
        'user jane since 1',
      ],
      ['email jane-5@example.com since 6'],
    ]);
  });
});

describe('a cycle of merges', () => {
  // https://gist.github.com/ak--47/291fb379a29c5198b45af5b241dc851c: A, B, C, D, in any order, each pair once.
  test('identifiers that are tied in a ring are one customer, whatever the order', async () => {
    expect(
      await customersOf([
        on(1, { email: 'a@example.com', phone: '+4915100000001' }),
        on(2, { phone: '+4915100000001', anonymousId: 'c' }),
        on(3, { anonymousId: 'c', id: 'd' }),
        on(4, { id: 'd', email: 'a@example.com' }),
      ]),
    ).toEqual([
      [
        'anonymous c since 2',
        'email a@example.com since 1',
        'phone +4915100000001 since 1',
        'user d since 3',
      ],
    ]);
  });

  test('merging two, splitting them and merging them again leads where it began, and ids given on the way still lead there', async () => {
    const hub = hubOf();
    const note = { by: 'agent 7', why: 'the caller said so' };
    await hub.record([on(1, { email: 'jane@example.com' }), on(2, { phone: '+4915112345678' })]);
    const [one, other] = (await hub.customers.list()).items.map(({ id }) => id) as [string, string];
    const phone = { namespace: 'phone', value: '+49 151 12345678' };
    await hub.customers.merge(one, other, note);
    expect((await hub.customers.get(other))?.id).toBe(one);
    await hub.customers.split(one, [phone], note);
    expect((await hub.customers.get(other))?.id).toBe(other);
    await hub.customers.merge(other, one, note);
    const customer = await hub.customers.get(other);
    expect(customer).toMatchObject({
      id: one,
      identifiers: [{ namespace: 'email' }, { namespace: 'phone' }],
    });
    await expect(hub.customers.merge(one, other, note)).rejects.toThrow(
      expect.objectContaining({ code: 'hub.decision_invalid' }),
    );
    // The second merge had to take the split back.
    const { items } = await hub.customers.decisions();
    expect(items.map(({ kind, isActive, note: said, undoes }) => [kind, isActive, said, undoes])).toEqual([
      ['merge', true, note, undefined],
      ['split', false, note, undefined],
      ['undo', true, note, 'dec_2'],
      ['merge', true, note, undefined],
    ]);
    await hub.close();
  });
});

describe('late anonymous events', () => {
  // https://www.rudderstack.com/docs/profiles/dev-docs/profiles-yaml/id-stitcher/: there, what comes later than a window is missed.
  test('what happened before the sign-in and arrives long after it is the customer’s too, and the earlier time counts', async () => {
    const hub = hubOf();
    await hub.record([on(20, { id: 'jane', anonymousId: 'laptop' })]);
    const before = await hub.customers.find({ namespace: 'user', value: 'jane' });
    await hub.record([
      on(3, { anonymousId: 'laptop' }),
      on(5, { anonymousId: 'laptop', email: 'jane@example.com' }),
    ]);
    const after = await hub.customers.find({ namespace: 'user', value: 'jane' });
    expect(after?.identifiers.map(({ namespace, firstSeen }) => [namespace, firstSeen])).toEqual([
      ['anonymous', day(3)],
      ['email', day(5)],
      ['user', day(20)],
    ]);
    // The laptop was there first now, so it names the customer; the id that was given before leads there all the same.
    expect(after?.id).not.toBe(before?.id);
    expect((await hub.customers.get(before?.id as string))?.id).toBe(after?.id);
    await hub.close();
  });

  test('an event that arrives late and shows that somebody else had the laptop first gives it to them', async () => {
    const events = [
      on(20, { id: 'jane', anonymousId: 'laptop' }),
      on(3, { id: 'john', anonymousId: 'laptop' }),
    ];
    expect(await customersOf(events)).toEqual([
      ['anonymous laptop since 3', 'user john since 3'],
      ['user jane since 20'],
    ]);
  });
});

describe('why identifiers are one customer’s', () => {
  test('is told with the earliest event that showed it; taken back, it counts no longer', async () => {
    const hub = hubOf();
    const note = { by: 'agent 7', why: 'a typing error' };
    await hub.record([
      on(1, { id: 'jane', email: 'jane@example.com' }),
      on(2, { id: 'jane', email: 'jane@example.com', phone: '+4915112345678' }),
    ]);
    const jane = await hub.customers.find({ namespace: 'user', value: 'jane' });
    const user = { namespace: 'user', value: 'jane' };
    const email = { namespace: 'email', value: 'jane@example.com' };
    const phone = { namespace: 'phone', value: '+4915112345678' };
    const evidence = await hub.customers.evidence(jane?.id as string);
    expect(evidence.map(({ between, at }) => [between, at])).toEqual([
      [[user, email], day(1)],
      [[user, phone], day(2)],
    ]);
    const { id } = await hub.customers.undo({ evidence: [user, phone] }, note);
    expect((await hub.customers.find(phone))?.identifiers).toMatchObject([phone]);
    // Never again, until that is undone itself.
    await hub.record([on(3, { id: 'jane', phone: '+4915112345678' })]);
    expect((await hub.customers.find(phone))?.identifiers).toHaveLength(1);
    await hub.customers.undo({ decision: id }, note);
    expect((await hub.customers.find(phone))?.identifiers).toHaveLength(3);
    await expect(hub.customers.undo({ decision: id }, note)).rejects.toThrow(
      expect.objectContaining({ code: 'hub.decision_invalid' }),
    );
    await expect(hub.customers.undo({ decision: 'dec_99' }, note)).rejects.toThrow(
      expect.objectContaining({ code: 'hub.decision_unknown' }),
    );
    await hub.close();
  });
});
