import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { touchpointCatalogue } from '@touchline/core';
import type { Vendor } from '../vendors.ts';

const known: readonly string[] = touchpointCatalogue.types;

/**
 * The types of ours that a vendor's mapping names, in its code (`to-events.ts`, `to-events/`, `*-to-event.ts`) or in the tests of it
 * (`*events.test.ts`, `corpus`), which also know the types that are put together from parts.
 */
export const mappedEventTypes = ({ folder }: Vendor): readonly string[] => {
  const files = globSync(
    [
      '**/to-events.ts',
      '**/to-events/**/*.ts',
      '**/*-to-event*.ts',
      '**/*events.test.ts',
      'fixtures/corpus*.ts',
    ],
    { cwd: folder },
  );
  const code = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
  const named = new Set([...code.matchAll(/(['"`])([a-z_]+(?:\.[a-z_]+)+)\1/g)].map((match) => match[2]));
  return known.filter((type) => named.has(type)).toSorted();
};
