import { expect, test } from 'vitest';
import { createPublishTimes } from './publish-times.ts';

test('the times of the latest events are remembered, and the oldest forgotten', () => {
  const times = createPublishTimes(3);
  for (const position of [0, 1, 2, 3, 4]) times.set(position, 1_000 + position);
  expect([0, 1, 2, 3, 4, 5].map(times.get)).toEqual([undefined, undefined, 1_002, 1_003, 1_004, undefined]);
});

test('a position that was never seen has no time', () => {
  const times = createPublishTimes(3);
  expect([0, 1, 7, Number.NaN, -1].map(times.get)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
