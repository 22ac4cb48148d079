import { matchesPattern } from '@touchline/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTypeFilter } from './type-filter.ts';
import { TypeIndex } from './type-index.ts';

const name = fc.constantFrom('a', 'b', 'ab');
const type = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.'));
const pattern = fc.oneof(
  type,
  type.map((prefix) => `${prefix}.*`),
  fc.constant('*'),
);
const seed = { seed: 20_260_101 };

describe('type index', () => {
  test('answers who wants a type exactly as the patterns say, also after members leave', () => {
    fc.assert(
      fc.property(fc.array(fc.array(pattern)), fc.array(type), (members, types) => {
        const index = new TypeIndex<number>();
        const filters = members.map((patterns) => createTypeFilter(patterns));
        const wants = (wanted: string, from: number): number[] =>
          members.flatMap((patterns, member) =>
            member >= from && patterns.some((each) => matchesPattern(each, wanted)) ? [member] : [],
          );
        for (const [member, filter] of filters.entries()) index.add(member, filter);
        for (const wanted of types) expect([...index.match(wanted)].sort()).toEqual(wants(wanted, 0).sort());
        const left = Math.floor(members.length / 2);
        for (const [member, filter] of filters.entries()) if (member < left) index.remove(member, filter);
        for (const wanted of types)
          expect([...index.match(wanted)].sort()).toEqual(wants(wanted, left).sort());
      }),
      seed,
    );
  });

  test('a filter agrees with the patterns it is made of', () => {
    fc.assert(
      fc.property(fc.array(pattern), type, (patterns, wanted) => {
        expect(createTypeFilter(patterns).matches(wanted)).toBe(
          patterns.some((each) => matchesPattern(each, wanted)),
        );
      }),
      seed,
    );
  });

  test('a text that is no pattern is refused by name', () => {
    for (const wrong of ['', 'payment*', '*.failed', 'Payment.failed', 'a..b', 'a.*.b', "x'; --"])
      expect(() => createTypeFilter([wrong])).toThrow(expect.objectContaining({ code: 'route.invalid' }));
  });

  test('types that are called like members of an object are types like others', () => {
    const index = new TypeIndex<string>();
    index.add('all', createTypeFilter(['*']));
    expect(index.match('__proto__')).toEqual(['all']);
    expect(index.match('constructor')).toEqual(['all']);
  });
});
