import { type CustomerRef, type TouchlineEvent, touchpointCatalogue } from '@touchline/core';
import { describe, expect, test } from 'vitest';
import { createHub } from '../create-hub.ts';
import { memoryHubStorage } from '../storage/memory-hub-storage.ts';
import type { IdentityOptions } from './identity-rules.ts';

const hubOf = (identity: IdentityOptions = {}) =>
  createHub({ storage: memoryHubStorage(), secret: 'a secret of at least thirty-two bytes', identity });

let count = 0;
const eventOf = (customer: CustomerRef, time = '2026-01-01T00:00:00.000Z'): TouchlineEvent => {
  count += 1;
  return touchpointCatalogue.create(
    { type: 'page.viewed', id: `e-${count}`, time, data: { customer, url: 'https://shop.example/' } },
    { source: '/tests' },
  );
};

const phoneOf = (index: number): string => `+49151${String(10_000_000 + index)}`;

describe('hostile events', () => {
  test('an address that a robot enters with a new cookie each time ends up alone, and costs no more the more there are', async () => {
    const hub = hubOf({ mostIdentifiers: 50, limits: { anonymous: 20 } });
    const email = 'robot@example.com';
    const enter = (first: number, size: number) =>
      hub.record(
        Array.from({ length: size }, (_, index) =>
          eventOf({ email, anonymousId: `cookie-${first + index}` }),
        ),
      );
    await enter(0, 40);
    // Twenty cookies are a customer's, and the others are refused.
    expect((await hub.customers.find({ namespace: 'email', value: email }))?.identifiers).toHaveLength(21);
    await enter(40, 400);
    expect((await hub.customers.find({ namespace: 'email', value: email }))?.identifiers).toMatchObject([
      { value: email, isolation: 'too_many' },
    ]);
    expect(
      (await hub.customers.find({ namespace: 'anonymous', value: 'cookie-1' }))?.identifiers,
    ).toHaveLength(1);
    await hub.close();
  });

  test('a chain of addresses and numbers without end ties nobody to everybody', async () => {
    const hub = hubOf({ mostIdentifiers: 50 });
    const chain = Array.from({ length: 300 }, (_, index) => [
      eventOf({ email: `link-${index}@example.com`, phone: phoneOf(index) }),
      eventOf({ email: `link-${index + 1}@example.com`, phone: phoneOf(index) }),
    ]).flat();
    await hub.record(chain);
    const sizes = [];
    let cursor: string | undefined;
    do {
      const page = await hub.customers.list({ limit: 1_000, ...(cursor !== undefined && { cursor }) });
      sizes.push(...page.items.map(({ identifiers }) => identifiers.length));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(601);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(50);
    await hub.close();
  });

  test.each([
    '1970-01-01T00:00:00.000Z',
    '1999-12-31T23:59:59.000Z',
    '2100-01-01T00:00:00.000Z',
    '9999-12-31T23:59:59.000Z',
  ])('a clock that says %s does not win the laptop from whoever had it first', async (time) => {
    const hub = hubOf();
    await hub.record([
      eventOf({ id: 'thief', anonymousId: 'laptop' }, time),
      eventOf({ id: 'jane', anonymousId: 'laptop' }, '2026-01-01T00:00:00.000Z'),
    ]);
    const laptop = await hub.customers.find({ namespace: 'anonymous', value: 'laptop' });
    expect(laptop?.identifiers.map(({ value }) => value).sort()).toEqual(['jane', 'laptop']);
    await hub.close();
  });

  test('one value in every namespace is as many identifiers', async () => {
    const hub = hubOf();
    const same = 'same@example.com';
    await hub.record([
      eventOf({ id: same }),
      eventOf({ email: same }),
      eventOf({ anonymousId: same }),
      eventOf({ externalIds: { crm: same } }),
      eventOf({ externalIds: { billing: same } }),
    ]);
    expect((await hub.customers.list()).items).toHaveLength(5);
    await hub.close();
  });

  test('an event that contradicts itself and all others is recorded, and ties nobody who was apart', async () => {
    const hub = hubOf();
    await hub.record([
      eventOf({ id: 'jane', email: 'jane@example.com', externalIds: { crm: 'c-jane' } }),
      eventOf({ id: 'john', email: 'john@example.com', externalIds: { crm: 'c-john' } }),
    ]);
    const mixed = eventOf(
      { id: 'jane', email: 'john@example.com', externalIds: { crm: 'c-john' }, anonymousId: 'a-1' },
      '2026-01-02T00:00:00.000Z',
    );
    expect(await hub.record([mixed])).toEqual(['recorded']);
    const jane = await hub.customers.find({ namespace: 'user', value: 'jane' });
    expect(jane?.identifiers.map(({ value }) => value).sort()).toEqual([
      'a-1',
      'c-jane',
      'jane',
      'jane@example.com',
    ]);
    const { items } = await hub.customers.refusals();
    expect(items.map((each) => each.kind === 'evidence' && each.refused)).toEqual([
      'limit:user',
      'limit:user',
    ]);
    await hub.close();
  });

  test('what is asked for with nonsense is not there, and is no failure', async () => {
    const hub = hubOf();
    await hub.record([eventOf({ id: 'jane' })]);
    for (const id of [
      '',
      'jane',
      'prs_',
      `prs_${'A'.repeat(22)}`,
      `prs_${'A'.repeat(1_000_000)}`,
      '__proto__',
    ])
      expect(await hub.customers.get(id)).toBeUndefined();
    for (const value of ['', '\u0000', '\ud800', 'x'.repeat(1_000_000)])
      expect(await hub.customers.find({ namespace: 'user', value })).toBeUndefined();
    for (const cursor of ['', 'x', '1-2', '-1', '9'.repeat(400)])
      await expect(hub.customers.list({ cursor })).rejects.toThrow(
        expect.objectContaining({ code: 'request.invalid' }),
      );
    for (const limit of [0, -1, 1.5, 1_001, Number.NaN])
      await expect(hub.customers.list({ limit })).rejects.toThrow(
        expect.objectContaining({ code: 'request.invalid' }),
      );
    await hub.close();
  });
});
