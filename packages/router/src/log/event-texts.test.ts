import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventTexts } from './event-texts.ts';

const seed = { seed: 20_260_101 };

test('gives back what was put in, or nothing, and what came last always', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.integer({ min: 1, max: 140_000 }).map((length) => '€'.repeat(length / 3)),
  );
  const put = fc.tuple(fc.integer({ min: 1, max: 40_000 }), text);
  fc.assert(
    fc.property(fc.array(put, { minLength: 1, maxLength: 400 }), (puts) => {
      const texts = new EventTexts();
      const newest = new Map<number, string>();
      for (const [position, json] of puts) {
        texts.put(position, json);
        newest.set(position, json);
        expect([json, undefined]).toContain(texts.get(position));
        if (json.length < 1_000) expect(texts.get(position)).toBe(json);
      }
      for (const [position, json] of newest) expect([json, undefined]).toContain(texts.get(position));
    }),
    { ...seed, numRuns: 30 },
  );
});

test('keeps the texts of many thousand events, and no more than 16 MB of them', () => {
  const texts = new EventTexts();
  const textOf = (position: number): string => JSON.stringify({ position, text: 'x'.repeat(1_000) });
  const count = 24_000;
  for (let position = 1; position <= count; position += 1) texts.put(position, textOf(position));
  const kept = Array.from({ length: count }, (_, index) => index + 1).filter(
    (position) => texts.get(position) !== undefined,
  );
  expect(kept.every((position) => texts.get(position) === textOf(position))).toBe(true);
  expect(kept.at(-1)).toBe(count);
  expect(kept.length).toBeGreaterThan(16_000);
  expect(kept.length * 1_000).toBeLessThan(16 * 1_024 * 1_024);
});

test('knows nothing of positions that share the place of one that was put in', () => {
  const texts = new EventTexts();
  expect(texts.get(7)).toBeUndefined();
  texts.put(7, 'seven');
  expect(texts.get(7 + 16_384)).toBeUndefined();
  texts.put(7 + 16_384, 'another');
  expect(texts.get(7)).toBeUndefined();
  expect(texts.get(7 + 16_384)).toBe('another');
});
