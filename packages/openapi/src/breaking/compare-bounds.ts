import type { Direction } from './compare-schemas.ts';
import type { Part } from './document-parts.ts';

const lower = ['minLength', 'minimum', 'exclusiveMinimum', 'minItems', 'minProperties'];
const upper = ['maxLength', 'maximum', 'exclusiveMaximum', 'maxItems', 'maxProperties'];
/** Two of these cannot be compared, so any other one counts as narrower where it is taken, and as wider where it is sent. */
const exact = ['pattern', 'format', 'multipleOf', 'uniqueItems', 'contentEncoding', 'contentMediaType'];

/** The keywords that are compared here. */
export const boundKeywords: readonly string[] = [...lower, ...upper, ...exact];

/** A sentence for each bound that lets less be sent to us than before, or more be sent to clients. */
export const compareBounds = (
  before: Part,
  after: Part,
  direction: Direction,
  where: string,
): readonly string[] =>
  direction === 'taken'
    ? tightened(before, after).map((name) => `${where} ${mustNow(name, after[name])}`)
    : tightened(after, before).map((name) => `${where} ${needNot(name, before[name], after[name])}`);

/** The names of the bounds by which one schema holds less than another one. */
const tightened = (wide: Part, narrow: Part): readonly string[] => [
  ...lower.filter((name) => isTighter(wide[name], narrow[name], (bound, other) => other > bound)),
  ...upper.filter((name) => isTighter(wide[name], narrow[name], (bound, other) => other < bound)),
  ...exact.filter((name) => isSaid(narrow[name]) && narrow[name] !== wide[name]),
];

const isTighter = (
  wide: unknown,
  narrow: unknown,
  isBeyond: (bound: number, other: number) => boolean,
): boolean => typeof narrow === 'number' && (typeof wide !== 'number' || isBeyond(wide, narrow));

const isSaid = (value: unknown): boolean => value !== undefined && value !== false;

const mustNow = (name: string, value: unknown): string =>
  exact.includes(name) ? `must fit ${name} ${String(value)} now.` : `has ${name} ${String(value)} now.`;

const needNot = (name: string, old: unknown, fresh: unknown): string => {
  if (exact.includes(name)) return `need not fit ${name} ${String(old)} any more.`;
  return fresh === undefined
    ? `has no ${name} any more; it was ${String(old)}.`
    : `has ${name} ${String(fresh)} now; it was ${String(old)}.`;
};
