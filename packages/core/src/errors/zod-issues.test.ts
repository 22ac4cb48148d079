import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { issuesOf, sentenceOf } from './zod-issues.ts';

const shape = z.strictObject({
  name: z.string(),
  items: z.array(z.object({ id: z.int() })),
  tags: z.record(z.string(), z.string()),
});
const issuesIn = (value: unknown) => issuesOf(shape.safeParse(value).error as z.ZodError);

describe('the issues of a schema', () => {
  test('name every path, and no value', () => {
    expect(issuesIn({ items: [{ id: 'sentinel' }], tags: {}, extra: 'sentinel' })).toEqual([
      { path: 'name', message: 'is required (string)' },
      { path: 'items[0].id', message: 'invalid input: expected number, received string' },
      { path: 'extra', message: 'is not a known key' },
    ]);
  });

  test('print a key that came from outside only when it looks like a name', () => {
    const tags = { 'ada@example.com': 7, tier: 7 };
    expect(issuesIn({ name: 'a', items: [], tags }).map(({ path }) => path)).toEqual(['tags.…', 'tags.tier']);
  });

  test('of a union are those of the option that the value could be, or the types that it is none of', () => {
    const one = z.strictObject({ id: z.string() });
    const union = z.object({ sent: z.union([one, z.array(one), z.string()]) });
    const issuesOfUnion = (value: object) => issuesOf(union.safeParse(value).error as z.ZodError);
    expect(issuesOfUnion({ sent: { id: 7 } })).toEqual([
      { path: 'sent.id', message: 'invalid input: expected string, received number' },
    ]);
    expect(issuesOfUnion({ sent: [{}] })).toEqual([{ path: 'sent[0].id', message: 'is required (string)' }]);
    expect(issuesOfUnion({ sent: null })).toEqual([
      { path: 'sent', message: 'must be object or array or string' },
    ]);
    expect(issuesOfUnion({})).toEqual([{ path: 'sent', message: 'is required (object or array or string)' }]);
  });

  test('read as one sentence', () => {
    expect(sentenceOf(issuesIn({ items: [], tags: {} }))).toBe('name: is required (string)');
    expect(sentenceOf(issuesIn(7))).toBe('invalid input: expected object, received number');
  });
});
