import { redact, type TouchlineEvent } from '@touchline/core';
import type { EventTypes } from './event-types.ts';
import { mentionsAnyOf } from './mentions-any-of.ts';

/** Where a value stands within data: keys of objects and indexes of lists. */
export type Path = readonly (string | number)[];

/** Data in two parts. */
export interface SeparatedData {
  /** The data with `[redacted email]` and the like in place of what is personal. */
  readonly shown: unknown;
  /** What stood there. */
  readonly personal: readonly (readonly [Path, unknown])[];
}

/**
 * Takes apart what of an event's data is personal: what its schema marks, what its schema does not describe, by what people are
 * identified, marked or not, and whatever repeats one of those values somewhere else, such as an address in a link. Of a type
 * without a schema all of it is.
 */
export const separate = (
  { types, identifierPaths }: PersonalRules,
  { type, data }: TouchlineEvent,
): SeparatedData => {
  if (data === undefined) return { shown: undefined, personal: [] };
  if (!types.has(type)) return { shown: undescribed, personal: [[[], data]] };
  const personal: (readonly [Path, unknown])[] = [];
  const shown = difference(data, redact(types.definition(type).data, data), [], personal);
  for (const path of [['customer'], ...(identifierPaths.get(type) ?? [])])
    takeOut(data, shown, path, personal);
  const texts = textsIn(personal.map(([, value]) => value));
  return { shown: texts.length > 0 ? withoutRepeats(shown, [], texts, personal) : shown, personal };
};

/** By what it is known what is personal. */
export interface PersonalRules {
  readonly types: EventTypes;
  /** By event type: where in the data identifiers stand, besides in `customer`. */
  readonly identifierPaths: ReadonlyMap<string, readonly Path[]>;
}

/** Puts data together again, as a copy. */
export const rejoin = ({ shown, personal }: SeparatedData): unknown => {
  let whole = copyOf(shown);
  for (const [path, value] of personal) {
    const last = path.at(-1);
    if (last === undefined) whole = value;
    else setOwn(path.slice(0, -1).reduce(memberOf, whole), last, value);
  }
  return whole;
};

/** What `redact` puts in the place of what a schema does not describe. */
const undescribed = '[unknown]';

/** The redacted copy without the members that nothing is known of: their very names may be personal. Notes what it lacks. */
const difference = (
  whole: unknown,
  shown: unknown,
  path: Path,
  personal: (readonly [Path, unknown])[],
): unknown => {
  if (Object.is(whole, shown)) return shown;
  if (Array.isArray(whole) && Array.isArray(shown))
    return shown.map((item, index) => difference(whole[index], item, [...path, index], personal));
  if (!isObject(whole) || !isObject(shown)) {
    personal.push([path, whole]);
    return shown;
  }
  const members: [string, unknown][] = [];
  for (const key of Object.keys(shown)) {
    const member = difference(whole[key], shown[key], [...path, key], personal);
    if (member !== undescribed || whole[key] === undescribed) members.push([key, member]);
  }
  return Object.fromEntries(members);
};

/** Takes out what is left to be seen of a member, where anything is. */
const takeOut = (data: unknown, shown: unknown, path: Path, personal: (readonly [Path, unknown])[]): void => {
  const parent = path.slice(0, -1).reduce(memberOf, shown);
  const last = path.at(-1) ?? '';
  if (!isTelling(memberOf(parent, last))) return;
  personal.push([path, path.reduce(memberOf, data)]);
  setOwn(parent, last, '[redacted identifier]');
};

/** Whether anything but placeholders stands in a value. */
const isTelling = (value: unknown): boolean => {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(isTelling);
  return typeof value === 'string' ? !isPlaceholder(value) : typeof value === 'number';
};

const withoutRepeats = (
  shown: unknown,
  path: Path,
  texts: readonly string[],
  personal: (readonly [Path, unknown])[],
): unknown => {
  if (typeof shown === 'string') {
    if (isPlaceholder(shown) || !mentionsAnyOf(shown, texts)) return shown;
    personal.push([path, shown]);
    return '[redacted other]';
  }
  if (Array.isArray(shown))
    return shown.map((item, index) => withoutRepeats(item, [...path, index], texts, personal));
  if (!isObject(shown)) return shown;
  return Object.fromEntries(
    Object.entries(shown).map(([key, member]) => [
      key,
      withoutRepeats(member, [...path, key], texts, personal),
    ]),
  );
};

const isPlaceholder = (text: string): boolean => text.startsWith('[redacted ') || text === undescribed;

/** All texts within values that are long enough to be recognised. */
const textsIn = (values: readonly unknown[]): readonly string[] =>
  values.flatMap((value) => {
    if (typeof value === 'string') return value.length >= shortestText ? [value] : [];
    return typeof value === 'object' && value !== null ? textsIn(Object.values(value)) : [];
  });

/** Shorter ones stand in too much by chance. */
const shortestText = 4;

const copyOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copyOf(member)]));
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const memberOf = (parent: unknown, key: string | number): unknown =>
  typeof parent === 'object' && parent !== null && Object.hasOwn(parent, key)
    ? (parent as Record<string | number, unknown>)[key]
    : undefined;

/** Sets a member of the object itself, also one called `__proto__`. */
const setOwn = (parent: unknown, key: string | number, value: unknown): void => {
  if (typeof parent !== 'object' || parent === null) return;
  Object.defineProperty(parent, key, { value, writable: true, enumerable: true, configurable: true });
};
