import { expect, test } from 'vitest';
import { GatheredAnswers } from './gathered-answers.ts';
import type { RawResponse } from './transport.ts';

const answerOf = (status: number): RawResponse => ({ status, headers: {}, body: new Uint8Array() });
const turn = () => new Promise(setImmediate);

test('answers of one turn of the event loop are handed on at its end, in order, each to who waits for it', async () => {
  const answers = new GatheredAnswers();
  const heard: [string, number][] = [];
  answers.handOn(({ status }) => heard.push(['one', status]), answerOf(200));
  answers.handOn(({ status }) => heard.push(['other', status]), answerOf(201));
  await Promise.resolve();
  expect(heard).toEqual([]);
  await turn();
  expect(heard).toEqual([
    ['one', 200],
    ['other', 201],
  ]);
  answers.handOn(({ status }) => heard.push(['later', status]), answerOf(202));
  await turn();
  expect(heard.at(-1)).toEqual(['later', 202]);
});

test('what waits for the end of the turn can be handed on at once, and is not handed on again', async () => {
  const answers = new GatheredAnswers();
  const heard: number[] = [];
  answers.handOn(({ status }) => heard.push(status), answerOf(200));
  answers.handOnAll();
  expect(heard).toEqual([200]);
  await turn();
  expect(heard).toEqual([200]);
});
