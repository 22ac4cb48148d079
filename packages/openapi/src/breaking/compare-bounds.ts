import type { Part } from './document-parts.ts';

const lower = ['minLength', 'minimum', 'exclusiveMinimum', 'minItems', 'minProperties'];
const upper = ['maxLength', 'maximum', 'exclusiveMaximum', 'maxItems', 'maxProperties'];
/** Two of these cannot be compared, so any other one counts as narrower. */
const exact = ['pattern', 'format', 'multipleOf', 'uniqueItems', 'contentEncoding'];

/** A sentence for each bound that lets less through than before. */
export const tightenedBounds = (before: Part, after: Part, where: string): readonly string[] => [
  ...lower.flatMap((name) => tightened(name, before, after, where, (old, fresh) => fresh > old)),
  ...upper.flatMap((name) => tightened(name, before, after, where, (old, fresh) => fresh < old)),
  ...exact
    .filter((name) => after[name] !== undefined && after[name] !== before[name])
    .map((name) => `${where} must fit ${name} ${String(after[name])} now.`),
];

const tightened = (
  name: string,
  before: Part,
  after: Part,
  where: string,
  isTighter: (old: number, fresh: number) => boolean,
): readonly string[] => {
  const [old, fresh] = [before[name], after[name]];
  if (typeof fresh !== 'number') return [];
  return typeof old !== 'number' || isTighter(old, fresh) ? [`${where} has ${name} ${fresh} now.`] : [];
};
