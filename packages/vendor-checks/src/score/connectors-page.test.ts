import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sharedFolder } from '../shared-folder.ts';
import { vendors } from '../vendors.ts';
import { importsPart, pagePath, partIn, scorePart, vendorsPart, withParts } from './connectors-page.ts';
import { scoreVendor } from './vendor-score.ts';

const page = readFileSync(pagePath, 'utf8');
const all = await vendors();
const anew = 'npm run connectors -- --write writes it anew';

describe(`docs/connectors.md is not stale (${anew})`, () => {
  test('it says what there is to import', async () => {
    expect(partIn(page, 'imports')).toBe(await importsPart(all));
  });

  test('it says of every vendor what the vendor’s folder says', () => {
    expect(partIn(page, 'vendors')).toBe(vendorsPart(all));
    for (const { folder, name } of all) expect(existsSync(join(folder, 'README.md')), name).toBe(true);
  });

  test('its scores are those that are measured', { timeout: 60_000 }, async ({ skip }) => {
    if (!sharedFolder('vendor-specs') || !sharedFolder('webhook-corpus'))
      return skip('../shared is not at hand, and the scores need what is in it');
    const scores = [];
    for (const vendor of all) scores.push(await scoreVendor(vendor, { trustsConformance: true }));
    expect(partIn(page, 'score')).toBe(scorePart(scores));
  });
});

describe('a page of parts', () => {
  const text = 'Before.\n<!-- generated: score -->\nold\n<!-- end of score -->\nAfter.\n';

  test('gets a part anew, and keeps what stands around it', () => {
    const updated = withParts(text, { score: 'new $1' });
    expect(updated).toBe('Before.\n<!-- generated: score -->\n\nnew $1\n\n<!-- end of score -->\nAfter.\n');
    expect(partIn(updated, 'score')).toBe('new $1');
    expect(withParts(updated, { score: 'new $1' })).toBe(updated);
  });

  test('has a place for each of them', () => {
    expect(() => withParts(text, { vendors: 'x' })).toThrow('no place for its part vendors');
  });
});
