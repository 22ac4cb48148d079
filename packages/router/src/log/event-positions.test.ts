import { expect, test } from 'vitest';
import { EventPositions } from './event-positions.ts';

test('events are told apart by source and id, however the two would read together', () => {
  const positions = new EventPositions();
  positions.set({ source: '/shop', id: '1' }, 7);
  positions.set({ source: '/shop', id: '1\n2' }, 8);
  positions.set({ source: '/shop\n1', id: '2' }, 9);
  positions.delete({ source: '/shop', id: '1' });
  positions.delete({ source: '/elsewhere', id: '1' });
  expect(positions.get({ source: '/shop', id: '1' })).toBeUndefined();
  expect(positions.get({ source: '/elsewhere', id: '1' })).toBeUndefined();
  expect(positions.get({ source: '/shop', id: '1\n2' })).toBe(8);
  expect(positions.get({ source: '/shop\n1', id: '2' })).toBe(9);
});
