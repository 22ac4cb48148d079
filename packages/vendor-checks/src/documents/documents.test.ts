import { breakingChanges } from '@touchline/openapi';
import { describe, expect, test } from 'vitest';
import { documentFiles } from './document-files.ts';

const files = await documentFiles();

describe.each(files)('docs/$name (npm run openapi writes it anew)', ({ kept = '{}', made }) => {
  test('breaks no client that was made with it (npm run openapi -- --accept-breaking)', () => {
    expect(breakingChanges(JSON.parse(kept), JSON.parse(made))).toEqual([]);
  });

  test('is not stale', () => {
    // Compared as a whole: the difference of documents of this size tells nobody anything.
    expect(kept === made).toBe(true);
  });
});
