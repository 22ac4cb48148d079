import { describe, expect, test } from 'vitest';
import { defaultComputedTraits } from '../profile/computed-trait.ts';
import { comparerOf } from './comparison.ts';
import { compileAudiences } from './compile-audiences.ts';
import type { Comparison } from './predicate.ts';

const now = Date.parse('2026-11-21T12:00:00Z');

describe('a comparison', () => {
  test.each<[Comparison, unknown, boolean]>([
    [{ is: 'gold' }, 'gold', true],
    [{ is: 'gold' }, 'silver', false],
    [{ is: ['gold', 'silver'] }, 'silver', true],
    [{ is: null }, null, true],
    [{ is: 'gold' }, undefined, false],
    [{ isNot: 'gold' }, 'silver', true],
    [{ isNot: ['gold'] }, 'gold', false],
    [{ isNot: 'gold' }, undefined, true],
    [{ exists: true }, 0, true],
    [{ exists: true }, null, false],
    [{ exists: false }, undefined, true],
    [{ atLeast: 5 }, 5, true],
    [{ moreThan: 5 }, 5, false],
    [{ atMost: 5, moreThan: 1 }, 3, true],
    [{ lessThan: 5 }, '3', false],
    [{ atLeast: 0 }, undefined, false],
    [{ contains: 'tea' }, ['tea', 'pot'], true],
    [{ contains: 'tea' }, 'teapot', true],
    [{ contains: 7 }, ['7'], false],
    [{ contains: 'tea' }, { tea: 1 }, false],
    [{ olderThan: { days: 1 } }, '2026-11-20T12:00:00Z', true],
    [{ olderThan: { days: 1 } }, '2026-11-20T12:00:01Z', false],
    [{ newerThan: { days: 1 } }, '2026-11-20T12:00:01Z', true],
    [{ newerThan: { days: 1 } }, '2026-11-20T12:00:00Z', false],
    [{ newerThan: { days: 1 } }, 'soon', false],
    [{ olderThan: { days: 1 } }, undefined, false],
  ])('%j of %j is %j', (comparison, value, holds) => {
    expect(comparerOf(comparison)(value, now).holds).toBe(holds);
  });

  test('with a time says when it turns', () => {
    const compare = comparerOf({ newerThan: { days: 2 }, olderThan: { days: 1 } });
    const at = (hoursAgo: number) => new Date(now - hoursAgo * 3_600_000).toISOString();
    expect(compare(at(12), now)).toEqual({ holds: false, untilMs: now + 12 * 3_600_000 });
    expect(compare(at(36), now)).toEqual({ holds: true, untilMs: now + 12 * 3_600_000 });
    expect(compare(at(60), now)).toEqual({ holds: false, untilMs: undefined });
  });
});

const compile = (who: unknown) => compileAudiences({ loyal: { who: who as never } }, defaultComputedTraits);

test.each<[string, unknown, string]>([
  ['says nothing', {}, 'must have one of trait, computed, did, all, any and not'],
  ['is no predicate', 'everybody', 'must be a predicate'],
  ['compares nothing', { trait: 'plan' }, 'must compare with something'],
  ['misspells', { trait: 'plan', iz: 'gold' }, 'iz'],
  ['is wrong deep inside', { all: [{ not: { any: [{ did: 'Order' }] } }] }, 'all[0].not.any[0].did'],
  [
    'asks for a computed trait that there is not',
    { computed: 'spending', atLeast: 1 },
    'no computed trait "spending"',
  ],
  ['asks for events of audiences', { did: 'audience.entered' }, 'events of audiences|event of audiences'],
  ['asks how often and does not say it', { did: 'order.paid', times: {} }, 'at least or at most'],
  ['asks for too many', { did: 'order.paid', times: { atLeast: 1_001 } }, 'times.atLeast'],
  ['says two things at once', { all: [], any: [] }, 'must be { all: [predicates] }'],
  ['has a window of nothing', { did: 'order.paid', within: {} }, 'a minute or more'],
])('a predicate that %s is refused, and it says where', (_, who, says) => {
  expect(() => compile(who)).toThrow(
    expect.objectContaining({
      code: 'config.invalid',
      message: expect.stringMatching(
        new RegExp(`^Audience "loyal": .*(${says.replace(/[[\]{}():.]/g, '\\$&')})`),
      ),
    }),
  );
});

test('a predicate that is nested without end is refused', () => {
  let who: unknown = { did: 'order.paid' };
  for (let depth = 0; depth < 50_000; depth += 1) who = { not: who };
  expect(() => compile(who)).toThrow(expect.objectContaining({ code: 'config.invalid' }));
});

test.each(['', 'with space', 'x'.repeat(129), '../x'])('the name %j is refused', (name) => {
  expect(() => compileAudiences({ [name]: { who: { did: '*' } } }, {})).toThrow(
    expect.objectContaining({ code: 'config.invalid' }),
  );
});
