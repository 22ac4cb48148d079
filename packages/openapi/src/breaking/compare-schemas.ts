import { isPlainObject } from '../document/plain-object.ts';
import { compareBounds } from './compare-bounds.ts';
import { compareDependencies, compareOtherRules, isAnnotation } from './compare-rules.ts';
import { compareTypes, compareValues } from './compare-types.ts';
import { listOf, memberOf, type Part, resolved } from './document-parts.ts';
import { flattened } from './flattened-schema.ts';
import { onlyOption, optionsOf, type SchemaOption } from './schema-options.ts';

/** `taken`: what clients send us. `sent`: what they get of us. */
export type Direction = 'taken' | 'sent';

/** Compares schemas of two documents, each pair once. */
export class SchemaComparison {
  readonly #before: object;
  readonly #after: object;
  /** Pairs that are being compared, since schemas may hold themselves. */
  readonly #underWay = new Set<string>();

  constructor(before: object, after: object) {
    this.#before = before;
    this.#after = after;
  }

  /**
   * A sentence for each difference that breaks a client; `where` begins them, such as `GET /v1/events: the answer 200`. A schema
   * that is absent takes anything.
   */
  compare(before: unknown, after: unknown, direction: Direction, where: string): readonly string[] {
    if (after === false)
      return direction === 'taken' && before !== false ? [`${where} is not taken any more.`] : [];
    if (before === false) return direction === 'sent' ? [`${where} may be there now.`] : [];
    const pair = pairOf(before, after, direction);
    if (pair !== undefined && this.#underWay.has(pair)) return [];
    if (pair !== undefined) this.#underWay.add(pair);
    const sentences = this.#compare(
      flattened(before, (part) => resolved(this.#before, part)),
      flattened(after, (part) => resolved(this.#after, part)),
      direction,
      where,
    );
    if (pair !== undefined) this.#underWay.delete(pair);
    return sentences;
  }

  #compare(before: Part, after: Part, direction: Direction, where: string): readonly string[] {
    if (takesAnything(direction === 'taken' ? after : before)) return [];
    const old = optionsOf(before, (part) => resolved(this.#before, part));
    const fresh = optionsOf(after, (part) => resolved(this.#after, part));
    if (old && fresh)
      return [
        ...this.#compareOptions(old, fresh, direction, where, isPlainObject(after.discriminator)),
        ...this.#compareRules(withoutOptions(before), withoutOptions(after), direction, where),
      ];
    if (!old && !fresh) return this.#compareRules(before, after, direction, where);
    return this.#compareOptions(
      old ?? onlyOption(before),
      fresh ?? onlyOption(after),
      direction,
      where,
      isPlainObject(after.discriminator),
    );
  }

  #compareRules(before: Part, after: Part, direction: Direction, where: string): readonly string[] {
    return [
      ...compareTypes(before, after, direction, where),
      ...compareValues(before, after, direction, where),
      ...compareBounds(before, after, direction, where),
      ...compareDependencies(before, after, direction, where),
      ...this.#compareProperties(before, after, direction, where),
      ...this.#compareFurtherMembers(before, after, direction, where),
      ...this.#compareItems(before, after, direction, where),
      ...this.#compareExclusions(before, after, direction, where),
      ...compareOtherRules(before, after, where),
    ];
  }

  #compareProperties(before: Part, after: Part, direction: Direction, where: string): readonly string[] {
    const [old, fresh] = [memberOf(before, 'properties'), memberOf(after, 'properties')];
    const [wasRequired, isRequired] = [
      new Set(listOf(before, 'required')),
      new Set(listOf(after, 'required')),
    ];
    const sentences: string[] = [];
    for (const [name, schema] of Object.entries(old)) {
      const place = `${where}: \`${name}\``;
      if (Object.hasOwn(fresh, name)) sentences.push(...this.compare(schema, fresh[name], direction, place));
      else if (direction === 'sent') sentences.push(`${place} is not sent any more.`);
      else sentences.push(...this.compare(schema, after.additionalProperties, direction, place));
      if (
        direction === 'sent' &&
        Object.hasOwn(fresh, name) &&
        wasRequired.has(name) &&
        !isRequired.has(name)
      )
        sentences.push(`${place} may be absent now.`);
    }
    if (direction === 'taken')
      for (const name of isRequired)
        if (!wasRequired.has(name)) sentences.push(`${where}: \`${String(name)}\` must be there now.`);
    return sentences;
  }

  #compareFurtherMembers(before: Part, after: Part, direction: Direction, where: string): readonly string[] {
    const [old, fresh] = [before.additionalProperties, after.additionalProperties];
    const names = this.compare(before.propertyNames, after.propertyNames, direction, `${where}: each name`);
    // Answers grow: where there were none, further members break nobody.
    if (direction === 'sent' && old === false) return names;
    if (direction === 'taken' && fresh === false)
      return old === false ? names : [...names, `${where} takes no further members any more.`];
    return [...names, ...this.compare(old, fresh, direction, `${where}: each member`)];
  }

  #compareItems(before: Part, after: Part, direction: Direction, where: string): readonly string[] {
    const [olds, freshes] = [listOf(before, 'prefixItems'), listOf(after, 'prefixItems')];
    const places = Math.max(olds.length, freshes.length);
    const at = (schema: Part, place: number): unknown => {
      const first = listOf(schema, 'prefixItems');
      return place < first.length ? first[place] : schema.items;
    };
    return [
      ...Array.from({ length: places }, (_, place) =>
        this.compare(at(before, place), at(after, place), direction, `${where}: item ${place + 1}`),
      ).flat(),
      ...this.compare(before.items, after.items, direction, `${where}: each item`),
      ...this.compare(before.contains, after.contains, direction, `${where}: one item at least`),
    ];
  }

  /** What is excluded may not grow where it is taken, nor shrink where it is sent. */
  #compareExclusions(before: Part, after: Part, direction: Direction, where: string): readonly string[] {
    const [old, fresh] = [before.not, after.not];
    if (old === undefined && fresh === undefined) return [];
    if (old === undefined) return direction === 'taken' ? [`${where} excludes values now.`] : [];
    if (fresh === undefined) return direction === 'sent' ? [`${where} excludes no values any more.`] : [];
    const opposite = direction === 'taken' ? 'sent' : 'taken';
    return this.compare(old, fresh, opposite, `${where}: what is excluded`);
  }

  /** Each option that clients send must still fit one; each that they get must fit one that they know. */
  #compareOptions(
    olds: readonly SchemaOption[],
    freshes: readonly SchemaOption[],
    direction: Direction,
    where: string,
    isToldApart: boolean,
  ): readonly string[] {
    if (direction === 'taken')
      return olds.flatMap((old) =>
        fewest(freshes, old.key, (fresh) => this.compare(old.schema, fresh.schema, direction, where), [
          `${where} does not take ${nameOf(old.key)} any more.`,
        ]),
      );
    return freshes.flatMap((fresh) =>
      fewest(
        olds,
        fresh.key,
        (old) => this.compare(old.schema, fresh.schema, direction, where),
        // Readers of a union that tells its options apart are told to pass over those they do not know.
        isToldApart ? [] : [`${where} may be ${nameOf(fresh.key)} now.`],
      ),
    );
  }
}

/**
 * What is said of an option beside the one that it fits best: one of the same key, or else whichever it fits wholly.
 *
 * @param otherwise what is said where there is none.
 */
const fewest = (
  candidates: readonly SchemaOption[],
  key: string,
  compare: (candidate: SchemaOption) => readonly string[],
  otherwise: readonly string[],
): readonly string[] => {
  const namesakes = candidates.filter(
    (candidate) => candidate.key === key || candidate.key === '' || key === '',
  );
  const results = namesakes.map(compare).sort((one, other) => one.length - other.length);
  if (results[0]?.length === 0) return [];
  const strangers = candidates.filter((candidate) => !namesakes.includes(candidate));
  if (strangers.some((candidate) => compare(candidate).length === 0)) return [];
  return (candidates.some((candidate) => candidate.key === key) ? results[0] : undefined) ?? otherwise;
};

/** A schema can hold itself only through a reference: its own, or one that it is put together of. */
const pairOf = (before: unknown, after: unknown, direction: Direction): string | undefined =>
  refers(before) || refers(after) ? JSON.stringify([direction, before, after]) : undefined;

const refers = (schema: unknown): boolean =>
  isPlainObject(schema) && (typeof schema.$ref === 'string' || Array.isArray(schema.allOf));

const withoutOptions = ({ oneOf: _, anyOf: __, ...rest }: Part): Part => rest;

const takesAnything = (schema: Part): boolean => Object.keys(schema).every(isAnnotation);

const nameOf = (key: string): string => (key === '' ? 'what it was' : key);
