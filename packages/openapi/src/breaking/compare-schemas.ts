import { isPlainObject } from '../document/plain-object.ts';
import { tightenedBounds } from './compare-bounds.ts';
import { listOf, memberOf, type Part, resolved } from './document-parts.ts';
import { flattened } from './flattened-schema.ts';

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

  /** A sentence for each difference that breaks a client; `where` begins them, such as `GET /v1/events: the answer 200`. */
  compare(before: unknown, after: unknown, direction: Direction, where: string): readonly string[] {
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
    const options = this.#compareOptions(before, after, direction, where);
    if (options) return options;
    return [
      ...compareTypes(before, after, direction, where),
      ...compareValues(before, after, direction, where),
      ...(direction === 'taken' ? tightenedBounds(before, after, where) : []),
      ...this.#compareProperties(before, after, direction, where),
      ...this.#compareParts(before, after, direction, where),
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
      else if (after.additionalProperties === false) sentences.push(`${place} is not taken any more.`);
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

  #compareParts(before: Part, after: Part, direction: Direction, where: string): readonly string[] {
    const sentences: string[] = [];
    const both = (name: string): boolean => isPlainObject(before[name]) && isPlainObject(after[name]);
    if (both('items'))
      sentences.push(...this.compare(before.items, after.items, direction, `${where}: each item`));
    if (both('additionalProperties'))
      sentences.push(
        ...this.compare(
          before.additionalProperties,
          after.additionalProperties,
          direction,
          `${where}: each member`,
        ),
      );
    if (both('propertyNames'))
      sentences.push(
        ...this.compare(before.propertyNames, after.propertyNames, direction, `${where}: each name`),
      );
    if (
      direction === 'taken' &&
      before.additionalProperties !== false &&
      after.additionalProperties === false
    )
      sentences.push(`${where} takes no further members any more.`);
    return sentences;
  }

  /** Undefined where neither is a choice. */
  #compareOptions(
    before: Part,
    after: Part,
    direction: Direction,
    where: string,
  ): readonly string[] | undefined {
    const [old, fresh] = [this.#optionsOf(before, this.#before), this.#optionsOf(after, this.#after)];
    if (!old && !fresh) return undefined;
    if (direction === 'taken' && takesAnything(after)) return [];
    const [olds, freshes] = [old ?? new Map([['', before]]), fresh ?? new Map([['', after]])];
    const sentences: string[] = [];
    for (const [key, option] of olds) {
      const counterpart = freshes.get(key);
      if (counterpart) sentences.push(...this.compare(option, counterpart, direction, where));
      else if (direction === 'taken') sentences.push(`${where} does not take ${nameOf(key)} any more.`);
    }
    // Readers of a union that tells its options apart are told to pass over those they do not know.
    if (direction === 'sent' && !isPlainObject(after.discriminator))
      for (const key of freshes.keys())
        if (!olds.has(key)) sentences.push(`${where} may be ${nameOf(key)} now.`);
    return sentences;
  }

  /** The options of a choice, each under what tells it apart. */
  #optionsOf(schema: Part, document: object): ReadonlyMap<string, unknown> | undefined {
    const options = Array.isArray(schema.oneOf) ? schema.oneOf : schema.anyOf;
    if (!Array.isArray(options)) return undefined;
    const property = memberOf(schema, 'discriminator').propertyName;
    return new Map(
      options.map((option, index) => [
        keyOf(option, property, (part) => resolved(document, part), index),
        option,
      ]),
    );
  }
}

/** A schema can hold itself only through a reference: its own, or one that it is put together of. */
const pairOf = (before: unknown, after: unknown, direction: Direction): string | undefined =>
  refers(before) && refers(after) ? JSON.stringify([direction, before, after]) : undefined;

const refers = (schema: unknown): boolean =>
  isPlainObject(schema) && (typeof schema.$ref === 'string' || Array.isArray(schema.allOf));

const keyOf = (
  option: unknown,
  property: unknown,
  resolve: (part: unknown) => Part,
  index: number,
): string => {
  const schema = flattened(option, resolve);
  const discriminating = memberOf(memberOf(schema, 'properties'), String(property));
  if ('const' in discriminating) return JSON.stringify(discriminating.const);
  if (Array.isArray(discriminating.enum)) return JSON.stringify(discriminating.enum[0]);
  if (isPlainObject(option) && typeof option.$ref === 'string')
    return option.$ref.split('/').at(-1) as string;
  if ('const' in schema) return JSON.stringify(schema.const);
  if (typeof schema.type === 'string' && schema.type !== 'object') return schema.type;
  return `option ${index + 1}`;
};

const takesAnything = (schema: Part): boolean =>
  Object.keys(schema).every((keyword) => keyword.startsWith('x-') || annotations.has(keyword));

const annotations: ReadonlySet<string> = new Set(['title', 'description', 'examples', 'default']);

const nameOf = (key: string): string => (key === '' ? 'what it was' : key);

const typesOf = ({ type }: Part): readonly unknown[] | undefined =>
  type === undefined ? undefined : Array.isArray(type) ? type : [type];

const compareTypes = (before: Part, after: Part, direction: Direction, where: string): readonly string[] => {
  const [old, fresh] = [typesOf(before), typesOf(after)];
  // Every integer is a number.
  const holds = (types: readonly unknown[], type: unknown): boolean =>
    types.includes(type) || (type === 'integer' && types.includes('number'));
  if (direction === 'taken')
    return (fresh && !old ? [`${where} must be ${fresh.join(' or ')} now.`] : []).concat(
      (old ?? [])
        .filter((type) => fresh && !holds(fresh, type))
        .map((type) => `${where} does not take ${String(type)} any more.`),
    );
  return (old && !fresh ? [`${where} may be anything now.`] : []).concat(
    (fresh ?? [])
      .filter((type) => old && !holds(old, type))
      .map((type) => `${where} may be ${String(type)} now.`),
  );
};

const compareValues = (before: Part, after: Part, direction: Direction, where: string): readonly string[] => {
  const [old, fresh] = [valuesOf(before), valuesOf(after)];
  if (direction === 'taken') {
    if (!old) return fresh ? [`${where} takes only certain values now.`] : [];
    return old
      .filter((value) => fresh && !fresh.includes(value))
      .map((value) => `${where} does not take ${value} any more.`);
  }
  if (!fresh) return old ? [`${where} may be any value now.`] : [];
  return fresh.filter((value) => old && !old.includes(value)).map((value) => `${where} may be ${value} now.`);
};

const valuesOf = (schema: Part): readonly string[] | undefined => {
  if ('const' in schema) return [JSON.stringify(schema.const)];
  return Array.isArray(schema.enum) ? schema.enum.map((value) => JSON.stringify(value)) : undefined;
};
