import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createKit } from '../connector/kit.ts';

const { catalogue } = createKit({ 'thing.noted': z.any() });

const made = (data: unknown) => catalogue.create({ type: 'thing.noted', data });

const cyclic: { list: unknown[] } = { list: [] };
cyclic.list.push({ back: cyclic });

const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

const bomb = Array.from({ length: 40 }).reduce<unknown>((inner) => [inner, inner], 'x');

class Amount {
  toJSON(): never {
    throw new Error('jane@example.com');
  }
}

describe('data under a schema that takes anything', () => {
  test.each<[string, unknown, RegExp]>([
    ['a cycle', cyclic, /holds itself or is nested too deeply/],
    ['501 lists in each other', nested(600), /nested too deeply/],
    ['what is small in memory and endless as text', bomb, /too many values/],
    ['a bigint', { a: [1n] }, /data\.a\[0\]: is of type bigint/],
    ['a function', { a: () => 1 }, /data\.a: is of type function/],
    ['a symbol', { a: Symbol('s') }, /data\.a: is of type symbol/],
    ['what is no number', { a: { b: Number.NaN } }, /data\.a\.b: is no finite number/],
    ['infinity', [Number.POSITIVE_INFINITY], /data\[0\]: is no finite number/],
    ['a hole in a list', [undefined], /data\[0\]: is of type undefined/],
    [
      'a Date, which would be a text once it is read from a file',
      { at: new Date(0) },
      /data\.at: is no plain object/,
    ],
    ['a Map', { at: new Map() }, /data\.at: is no plain object/],
    ['an object that writes itself', { amount: new Amount() }, /data\.amount: is no plain object/],
    [
      'a getter that throws',
      {
        get email() {
          throw new Error('jane@example.com');
        },
      },
      /cannot be read/,
    ],
  ])('%s is refused by its path', (_, data, message) => {
    expect(() => made(data)).toThrow(
      expect.objectContaining({ code: 'event.invalid', message: expect.stringMatching(message) }),
    );
    expect(() => made(data)).not.toThrow(/jane/);
  });

  test('everything that JSON holds is taken, and frozen to the bottom', () => {
    const data = { a: [1, -0.5, 'x', true, null, { b: Object.create(null) }], c: undefined };
    const event = made(data);
    expect(event.data).toEqual(JSON.parse(JSON.stringify(data)));
    expect(Object.isFrozen((event.data as typeof data).a[5])).toBe(true);
  });

  test('the same object in two places is no cycle', () => {
    const shared = { x: 1 };
    expect(made({ a: shared, b: [shared] }).data).toEqual({ a: { x: 1 }, b: [{ x: 1 }] });
  });

  test('what is frozen already is looked at all the same', () => {
    expect(() => made(Object.freeze({ a: 1n }))).toThrow(/bigint/);
  });
});
