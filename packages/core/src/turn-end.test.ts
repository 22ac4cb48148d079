import { expect, test } from 'vitest';
import { TurnEnd } from './turn-end.ts';

const turn = () => new Promise(setImmediate);

test('what is put off in one turn of the event loop is done at its end, in order', async () => {
  const turnEnd = new TurnEnd();
  const done: string[] = [];
  turnEnd.putOff(() => done.push('one'));
  turnEnd.putOff(() => done.push('other'));
  await Promise.resolve();
  expect(done).toEqual([]);
  await turn();
  expect(done).toEqual(['one', 'other']);
  turnEnd.putOff(() => done.push('later'));
  await turn();
  expect(done.at(-1)).toBe('later');
});

test('what is put off by work that was put off is done one turn later', async () => {
  const turnEnd = new TurnEnd();
  const done: string[] = [];
  turnEnd.putOff(() => turnEnd.putOff(() => done.push('next turn')));
  await turn();
  expect(done).toEqual([]);
  await turn();
  expect(done).toEqual(['next turn']);
});

test('what waits for the end of the turn can be done at once, and is not done again', async () => {
  const turnEnd = new TurnEnd();
  const done: string[] = [];
  turnEnd.putOff(() => done.push('once'));
  turnEnd.doNow();
  expect(done).toEqual(['once']);
  await turn();
  expect(done).toEqual(['once']);
});
