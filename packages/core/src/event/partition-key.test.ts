import { expect, test } from 'vitest';
import { partitionKeyOf } from './partition-key.ts';

const keyOf = (customer: object, subject?: string) => partitionKeyOf({ customer }, subject);

const everything = {
  id: 'cus_1',
  email: 'ada@example.com',
  phone: '+14155550123',
  externalIds: { slack: 'U1', hubspot: '512' },
  anonymousId: 'visitor-1',
};

test('the strongest identifier of the customer decides: id, e-mail, phone, external id, anonymous id', () => {
  const { id, email, phone, externalIds, anonymousId } = everything;
  expect(keyOf(everything)).toBe(keyOf({ id }));
  expect(keyOf({ email, phone, externalIds, anonymousId })).toBe(keyOf({ email }));
  expect(keyOf({ phone, externalIds, anonymousId })).toBe(keyOf({ phone }));
  expect(keyOf({ externalIds, anonymousId })).toBe(keyOf({ externalIds: { hubspot: '512' } }));
  expect(
    new Set([{ id }, { email }, { phone }, { externalIds }, { anonymousId }].map((one) => keyOf(one))).size,
  ).toBe(5);
});

test('the same text as another kind of identifier is another key', () => {
  expect(keyOf({ id: '512' })).not.toBe(keyOf({ anonymousId: '512' }));
  expect(keyOf({ externalIds: { a: '512' } })).not.toBe(keyOf({ externalIds: { b: '512' } }));
});

test('e-mail addresses are one whatever their case, ids are not', () => {
  expect(keyOf({ email: 'Ada@Example.COM' })).toBe(keyOf({ email: 'ada@example.com' }));
  expect(keyOf({ id: 'CUS_1' })).not.toBe(keyOf({ id: 'cus_1' }));
});

test('external ids give one key in whatever order they stand', () => {
  expect(keyOf({ externalIds: { slack: 'U1', hubspot: '512' } })).toBe(
    keyOf({ externalIds: { hubspot: '512', slack: 'U1' } }),
  );
});

test('no identifier of the customer can be read in the key', () => {
  const keys = Object.entries(everything).map(([name, value]) => keyOf({ [name]: value }));
  expect(keys.join(' ')).not.toMatch(/ada|example|@|4155550123|512|cus_1|visitor/i);
  expect(keys.every((key) => /^c-[\w-]{22}$/.test(key ?? ''))).toBe(true);
});

test('the key of a person is the same in every release, since logs hold it', () => {
  expect(keyOf({ email: 'ada@example.com' })).toBe('c-m2KjorznyGjzDWDwgY6E0i');
});

test('without a customer, or with an empty one, the subject decides', () => {
  expect(keyOf({}, 'pi_1')).toBe('pi_1');
  expect(keyOf({ name: 'Ada', email: '', externalIds: {} }, 'pi_1')).toBe('pi_1');
  expect(partitionKeyOf({}, 'pi_1')).toBe('pi_1');
  expect(partitionKeyOf(null, 'pi_1')).toBe('pi_1');
  expect(partitionKeyOf('text', undefined)).toBeUndefined();
});
