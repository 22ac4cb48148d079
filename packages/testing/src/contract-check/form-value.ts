import type { JsonObject } from './open-api-document.ts';
import { fieldSchemas, shapesOf, typesOf } from './schema-shapes.ts';
import { readText, type TextValue } from './text-value.ts';

/** A name and its value, as they stand in a form. */
export type FormPair = readonly [name: string, value: string];

/**
 * Reads the fields of a form by its schema. Brackets make objects and arrays: `metadata[order]=1`, `expand[0]=x`, `expand[]=x`, as
 * `deepObject` has it and as vendors go on from there; a repeated name makes an array.
 */
export const readForm = (document: JsonObject, schema: unknown, pairs: readonly FormPair[]): unknown => {
  const root: Branch = new Map();
  for (const [name, value] of pairs) put(root, keysOf(name), value);
  const shapes = shapesOf(document, schema);
  return Object.fromEntries(
    [...root].map(([name, value]) => {
      const schemas = fieldSchemas(shapes, name);
      const types = typesOf(schemas.flatMap((each) => shapesOf(document, each)));
      const text = textOf(value);
      // One value of a repeated field is still a list of one.
      const listed = typeof text === 'string' && types.has('array') && !types.has('string') ? [text] : text;
      return [name, readText(document, schemas, listed)];
    }),
  );
};

type Branch = Map<string, Branch | string[]>;

const keysOf = (name: string): readonly string[] => {
  const match = /^([^[\]]+)((?:\[[^[\]]*\])+)$/.exec(name);
  if (!match) return [name];
  return [match[1] ?? '', ...[...(match[2] ?? '').matchAll(/\[([^[\]]*)\]/g)].map((part) => part[1] ?? '')];
};

const put = (branch: Branch, [key = '', ...rest]: readonly string[], value: string): void => {
  const there = branch.get(key);
  if (rest.length === 0) {
    branch.set(key, Array.isArray(there) ? [...there, value] : [value]);
    return;
  }
  const below: Branch = there instanceof Map ? there : new Map();
  branch.set(key, below);
  put(below, rest, value);
};

const textOf = (value: Branch | string[]): TextValue => {
  if (Array.isArray(value)) return value.length === 1 ? (value[0] ?? '') : value;
  const entries = [...value].map(([key, part]) => [key, key === '' ? listOf(part) : textOf(part)] as const);
  return Object.fromEntries(entries);
};

/** `name[]=a` is a list, also of one. */
const listOf = (part: Branch | string[]): TextValue => (Array.isArray(part) ? part : [textOf(part)]);
