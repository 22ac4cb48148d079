import { expect, test } from 'vitest';
import { timeOrderedId } from './time-ordered-id.ts';

const version7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('an id is a UUID of version 7 that holds its time', () => {
  const id = timeOrderedId(Date.UTC(2026, 10, 21));
  expect(id).toMatch(version7);
  expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(Date.UTC(2026, 10, 21));
});

test('a later id is a greater text', () => {
  const times = [0, 1, 999.9, 1_000, 1_764_000_000_000, 1_764_000_000_001];
  const ids = times.map(timeOrderedId);
  expect([...ids].sort()).toEqual(ids);
});

test('ids of one millisecond are all different', () => {
  const ids = Array.from({ length: 10_000 }, () => timeOrderedId(1_764_000_000_000));
  expect(new Set(ids).size).toBe(10_000);
});

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])(
  'a clock that shows %s still gives an id',
  (ms) => {
    expect(timeOrderedId(ms)).toMatch(version7);
  },
);
