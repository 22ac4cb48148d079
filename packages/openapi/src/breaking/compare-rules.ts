import { isPlainObject } from '../document/plain-object.ts';
import { boundKeywords } from './compare-bounds.ts';
import type { Direction } from './compare-schemas.ts';
import { listOf, memberOf, type Part } from './document-parts.ts';

/** A sentence for each member that has to come with another one, or need not any more. */
export const compareDependencies = (
  before: Part,
  after: Part,
  direction: Direction,
  where: string,
): readonly string[] =>
  direction === 'taken'
    ? newPairs(before, after).map(
        ([name, other]) => `${where}: \`${other}\` must be there beside \`${name}\` now.`,
      )
    : newPairs(after, before).map(
        ([name, other]) => `${where}: \`${other}\` may be absent beside \`${name}\` now.`,
      );

const newPairs = (known: Part, other: Part): readonly (readonly [string, string])[] => {
  const [olds, freshes] = [memberOf(known, 'dependentRequired'), memberOf(other, 'dependentRequired')];
  return Object.keys(freshes).flatMap((name) =>
    listOf(freshes, name)
      .filter((needed) => !listOf(olds, name).includes(needed))
      .map((needed) => [name, String(needed)] as const),
  );
};

/**
 * A sentence for each rule of a schema that changed and that nobody knows how to compare, such as `if` or `patternProperties`:
 * rather one to look at too many than one too few.
 */
export const compareOtherRules = (before: Part, after: Part, where: string): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((keyword) => !compared.has(keyword) && !isAnnotation(keyword))
    .filter((keyword) => canonical(before[keyword]) !== canonical(after[keyword]))
    .map((keyword) => `${where} has another \`${keyword}\` now, which may let through less or more.`);

/** Whether a keyword says something of a value and demands nothing. */
export const isAnnotation = (keyword: string): boolean =>
  keyword.startsWith('x-') || keyword.startsWith('$') || annotations.has(keyword);

const annotations: ReadonlySet<string> = new Set([
  'title',
  'description',
  'examples',
  'example',
  'default',
  'deprecated',
  'readOnly',
  'writeOnly',
  'externalDocs',
  'discriminator',
]);

const compared: ReadonlySet<string> = new Set([
  ...boundKeywords,
  'type',
  'const',
  'enum',
  'properties',
  'required',
  'additionalProperties',
  'propertyNames',
  'items',
  'prefixItems',
  'contains',
  'not',
  'dependentRequired',
  'oneOf',
  'anyOf',
  'allOf',
]);

/** The same text for the same value, in whatever order its members stand. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_name, part: unknown) =>
    isPlainObject(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  ) ?? '';
