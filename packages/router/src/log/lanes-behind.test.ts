import { expect, test } from 'vitest';
import { LanesBehind } from './lanes-behind.ts';

test('nothing is wanted where no lane is behind', () => {
  const behind = new LanesBehind(10);
  expect(behind.wanted(11)).toEqual([]);
  expect(behind.wanted(1_000)).toEqual([]);
});

test('the newest events are wanted for a lane that keeps up, from where it reads on', () => {
  const behind = new LanesBehind(0);
  const lane = { nextUnread: 1 };
  behind.add(lane);
  expect(behind.wanted(100)).toBeUndefined();
  expect(behind.wanted(300)).toEqual([1]);
  lane.nextUnread = 301;
  expect(behind.wanted(600)).toEqual([301]);
  behind.delete(lane);
  expect(behind.wanted(601)).toEqual([]);
});

test('for a lane that stands still nothing is wanted, until another may keep up', () => {
  const behind = new LanesBehind(0);
  behind.add({ nextUnread: 1 });
  expect(behind.wanted(256)).toEqual([1]);
  expect(behind.wanted(512)).toEqual([]);
  expect(behind.wanted(513)).toEqual([]);
  behind.add({ nextUnread: 514 });
  expect(behind.wanted(514)).toBeUndefined();
  expect(behind.wanted(768)).toEqual([514]);
});
