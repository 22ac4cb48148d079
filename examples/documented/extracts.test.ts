import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Block, blocks } from './blocks.ts';

const root = resolve(import.meta.dirname, '../..');

/** By page and file, the extracts in the order in which they stand. */
const walks = new Map<string, Block[]>();
for (const block of blocks()) {
  if (block.from === undefined) continue;
  const walk = `${block.page} walks through the whole of ${block.from}`;
  walks.set(walk, [...(walks.get(walk) ?? []), block]);
}

/** Empty lines may fall between two extracts. */
const withoutEmptyLines = (code: string): string => code.replaceAll(/\n{2,}/g, '\n').trim();

describe('a page that walks through a file', () => {
  test('is there', () => expect(walks.size).toBeGreaterThan(0));

  test.each([...walks])('%s, word for word and in order', (_, extracts) => {
    const code = readFileSync(join(root, extracts[0]?.from ?? ''), 'utf8');
    for (const extract of extracts) expect(code).toContain(extract.code);
    const shown = extracts.map((extract) => extract.code).join('\n');
    expect(withoutEmptyLines(shown)).toBe(withoutEmptyLines(code));
  });
});
