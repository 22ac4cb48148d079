import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promiseNames } from '@touchline/testing/connector';
import { expect, test } from 'vitest';

/** The first cells of the tables of promises, by group: the head of a table is `| group | when it fails |`. */
const promisesOnPage = (): Record<string, readonly (string | undefined)[]> => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/write-a-connector.md'), 'utf8');
  const tables = page.matchAll(/^\| (\w+) \| when it fails \|\n\|---\|---\|\n((?:\|.*\|\n)+)/gm);
  return Object.fromEntries(
    [...tables].map(([, group = '', rows = '']) => [
      group,
      rows
        .trim()
        .split('\n')
        .map((row) => row.split(' | ')[0]?.slice(2)),
    ]),
  );
};

test('docs/write-a-connector.md says of every promise what to do when it fails', () => {
  expect(promisesOnPage()).toEqual(promiseNames);
});
