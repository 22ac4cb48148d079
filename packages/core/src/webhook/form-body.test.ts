import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinSortedPairs, parseFormBody, parseFormPairs, parseQueryPairs } from './index.ts';

const malformed = expect.objectContaining({ code: 'webhook.body_malformed' });
const bytes = (text: string) => Buffer.from(text);

describe('parseFormBody', () => {
  test('reads what a form sends', () => {
    expect({ ...parseFormBody(bytes('From=%2B1415&Body=a+b%26c&Empty=&Bare&=x')) }).toEqual({
      From: '+1415',
      Body: 'a b&c',
      Empty: '',
      Bare: '',
      '': 'x',
    });
  });

  test('keeps the last of a repeated name, while the pairs keep them all, in order', () => {
    expect(parseFormBody(bytes('a=1&b=2&a=3')).a).toBe('3');
    expect(parseFormPairs(bytes('a=1&b=2&a=3'))).toEqual([
      ['a', '1'],
      ['b', '2'],
      ['a', '3'],
    ]);
  });

  test('reads the same pairs as URLSearchParams, whatever a form sends', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }))),
        (pairs) => {
          const sent = new URLSearchParams(pairs);
          expect(parseFormPairs(bytes(sent.toString()))).toEqual([...sent]);
        },
      ),
      { seed: 20261121, numRuns: 100 },
    );
  });

  test('lets names of prototypes do no harm', () => {
    const form = parseFormBody(bytes('__proto__=x&constructor=y&toString=z'));
    expect(Object.getPrototypeOf(form)).toBeNull();
    expect(Object.entries(form)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
      ['toString', 'z'],
    ]);
    expect(({} as { x?: string }).x).toBeUndefined();
  });

  test('takes a stray percent sign for itself, and raw UTF-8 for what it is', () => {
    expect(parseFormPairs(bytes('a=100%&b=%zz&c=ä'))).toEqual([
      ['a', '100%'],
      ['b', '%zz'],
      ['c', 'ä'],
    ]);
  });

  test.for([[Buffer.from([0x61, 0x3d, 0xff])], [bytes('a=%FF')], [bytes('a=%ED%A0%80')], [bytes('a=%C3')]])(
    'refuses what is not UTF-8: %s',
    ([body = new Uint8Array()]) => expect(() => parseFormBody(body)).toThrow(malformed),
  );

  test('answers hostile bodies of ten megabytes with the error of the family, or with what is in them', () => {
    const size = 10_000_000;
    expect(parseFormPairs(Buffer.alloc(size, '&'))).toEqual([]);
    expect(parseFormPairs(Buffer.alloc(size, '='))).toHaveLength(1);
    expect(parseFormPairs(Buffer.alloc(size, '%'))).toHaveLength(1);
    expect(() => parseFormPairs(Buffer.alloc(size, 'a&'))).toThrow(malformed);
  });
});

test('parseQueryPairs reads the query of a URL, without its fragment', () => {
  expect(parseQueryPairs('https://x.example/a?b=1&c=%20?#d=2?e=3')).toEqual([
    ['b', '1'],
    ['c', ' ?'],
  ]);
  expect(parseQueryPairs('https://x.example/a#?b=1')).toEqual([]);
});

test('joinSortedPairs sorts by name, then by value, and drops what is repeated', () => {
  const pairs = [
    ['b', '2'],
    ['B', '1'],
    ['a', '10'],
    ['a', '9'],
    ['a', '10'],
    ['ab', ''],
  ] as const;
  expect(joinSortedPairs(pairs)).toBe('B1a10a9abb2');
  expect(joinSortedPairs(pairs, { equals: '=', between: '&' })).toBe('B=1&a=10&a=9&ab=&b=2');
  expect(
    joinSortedPairs([
      ['a', '\0'],
      ['a', ''],
    ]),
  ).toBe('aa\0');
});
