import type { EventOf, TouchpointEvents } from '@touchline/core';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { createVendor } from './fixtures/shop.ts';
import { type DefineRoute, type MatchingTypes, passesFilter, type TypePattern } from './route.ts';

const vendor = createVendor('vendor');
type Vendors = { crm: typeof vendor.connector };
const route = ((spec: unknown) => spec) as DefineRoute<TouchpointEvents, Vendors, unknown>;

describe('the types of a route', () => {
  test('a pattern narrows the event to the union of what it matches', () => {
    expectTypeOf<MatchingTypes<TouchpointEvents, 'refund.*'>>().toEqualTypeOf<
      'refund.created' | 'refund.succeeded' | 'refund.failed'
    >();
    expectTypeOf<MatchingTypes<TouchpointEvents, '*'>>().toEqualTypeOf<keyof TouchpointEvents>();
    route({
      id: 'refunds',
      on: 'refund.*',
      to: 'crm',
      map: (event, { call }) => {
        expectTypeOf(event).toEqualTypeOf<
          EventOf<TouchpointEvents, 'refund.created' | 'refund.succeeded' | 'refund.failed'>
        >();
        return call.note({ line: event.type });
      },
    });
  });

  test('several patterns give the union of them all', () => {
    route({
      id: 'both',
      on: ['refund.failed', 'payment.failed'],
      to: 'crm',
      map: (event, { call }) => {
        expectTypeOf(event.type).toEqualTypeOf<'refund.failed' | 'payment.failed'>();
        return call.note({ line: event.type });
      },
    });
  });

  test('a misspelt type, an unknown connector, action or input does not compile', () => {
    // @ts-expect-error there is no such type
    route({ id: 'a', on: 'refund.success', to: 'crm' });
    // @ts-expect-error there is no such connector
    route({ id: 'a', on: 'refund.*', to: 'crn' });
    // @ts-expect-error there is no such action
    route({ id: 'a', on: 'refund.*', to: 'crm', map: (_event, { call }) => call.write({ line: 'x' }) });
    // @ts-expect-error the input lacks its line
    route({ id: 'a', on: 'refund.*', to: 'crm', map: (_event, { call }) => call.note({}) });
    // @ts-expect-error a map must decide
    route({ id: 'a', on: 'refund.*', to: 'crm', map: () => undefined });
    expectTypeOf<'payment.*'>().toExtend<TypePattern<TouchpointEvents>>();
    expectTypeOf<'paymnt.*'>().not.toExtend<TypePattern<TouchpointEvents>>();
  });
});

describe('a filter as data', () => {
  const event = { type: 'x.y', data: { amount: { currency: 'EUR' }, vip: true } } as never;

  test.each([
    [{ 'data.amount.currency': 'EUR' }, true],
    [{ 'data.amount.currency': ['USD', 'EUR'], 'data.vip': true }, true],
    [{ 'data.amount.currency': 'USD' }, false],
    [{ 'data.amount.missing': 'EUR' }, false],
    [{ 'data.constructor.name': 'Object' }, false],
    [{ 'data.vip.__proto__.x': 1 }, false],
  ])('%j passes: %j', (filter, passes) => {
    expect(passesFilter(filter, event)).toBe(passes);
  });
});
