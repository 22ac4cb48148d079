import type { JsonObject } from './open-api-document.ts';
import { fieldSchemas, itemSchemas, shapesOf, typesOf } from './schema-shapes.ts';

/** A value whose leaves are texts, as forms and queries carry them; files stand as {@link fileText}. */
export type TextValue = string | readonly TextValue[] | { readonly [name: string]: TextValue };

/**
 * Reads a value that travelled as text by its schema: `"7"` is a number where a number is meant. What does not fit stays a text, and
 * fails as one.
 */
export const readText = (document: JsonObject, schemas: readonly unknown[], value: TextValue): unknown => {
  const shapes = schemas.flatMap((schema) => shapesOf(document, schema));
  if (typeof value === 'string') return readScalar(typesOf(shapes), value);
  if (Array.isArray(value)) return value.map((item) => readText(document, itemSchemas(shapes), item));
  const entries = Object.entries(value as { readonly [name: string]: TextValue });
  const types = typesOf(shapes);
  const isList =
    types.has('array') && entries.every(([name], index) => name === String(index) || name === '');
  if (isList)
    return entries.flatMap(([name, item]) =>
      name === '' && Array.isArray(item)
        ? item.map((each) => readText(document, itemSchemas(shapes), each))
        : [readText(document, itemSchemas(shapes), item)],
    );
  return Object.fromEntries(
    entries.map(([name, item]) => [name, readText(document, fieldSchemas(shapes, name), item)]),
  );
};

const readScalar = (types: ReadonlySet<string>, text: string): unknown => {
  if (types.has('integer') && /^-?\d+$/.test(text)) return Number(text);
  if (types.has('number') && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return Number(text);
  if (types.has('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  return text;
};
