import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { factoryOf, type Vendor } from '../vendors.ts';
import { markdownTable } from './score-table.ts';
import type { VendorScore } from './vendor-score.ts';

/** The page that tells what each connector does. */
export const pagePath = join(import.meta.dirname, '../../../../docs/connectors.md');

/** The parts of the page that are generated; what stands around them is written by hand. */
export type GeneratedPart = 'imports' | 'score' | 'vendors';

/** What to import, and what it can do. */
export const importsPart = async (vendors: readonly Vendor[]): Promise<string> => {
  const rows = await Promise.all(
    vendors.map(async (vendor) => {
      const { contracts, handles } = await factoryOf(vendor);
      const reactions = handles.length > 0 ? handles.join(', ') : 'nothing';
      return `| \`@touchline/${vendor.category}/${vendor.name}\` | ${Object.keys(contracts).join(', ')} | ${reactions} |`;
    }),
  );
  return ['| import | actions | reacts by default to |', '|---|---|---|', ...rows].join('\n');
};

/** How every connector was measured. */
export const scorePart = (scores: readonly VendorScore[]): string => markdownTable(scores);

/** What each vendor's folder says about itself, in its README.md. */
export const vendorsPart = (vendors: readonly Vendor[]): string =>
  vendors
    .map(({ folder }) => join(folder, 'README.md'))
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, 'utf8').trim())
    .join('\n\n');

/**
 * The page with parts of it written anew.
 *
 * @throws TypeError where the page has no place for a part.
 */
export const withParts = (page: string, parts: Partial<Readonly<Record<GeneratedPart, string>>>): string =>
  Object.entries(parts).reduce((text, [name, part]) => {
    const place = placeOf(name);
    if (!place.test(text)) throw new TypeError(`docs/connectors.md has no place for its part ${name}.`);
    return text.replace(place, (_, begin: string, end: string) => `${begin}\n\n${part}\n\n${end}`);
  }, page);

/** A part as it stands in a page. */
export const partIn = (page: string, name: GeneratedPart): string | undefined => {
  const match = placeOf(name).exec(page);
  return match?.[0].slice(match[1]?.length, -(match[2]?.length ?? 0)).trim();
};

const placeOf = (name: string): RegExp =>
  new RegExp(`(<!-- generated: ${name} -->)[\\s\\S]*?(<!-- end of ${name} -->)`);
