import {
  dereference,
  isObject,
  type JsonObject,
  listIn,
  type OpenApiSchema,
  objectIn,
  own,
} from './open-api-document.ts';

/**
 * The plain schemas that a schema is composed of: references followed, `allOf`, `anyOf` and `oneOf` opened. A value
 * may take the shape of any of them.
 */
export const shapesOf = (
  document: JsonObject,
  schema: unknown,
  seen: ReadonlySet<unknown> = new Set(),
): readonly OpenApiSchema[] => {
  if (!isObject(schema) || seen.has(schema)) return [];
  const plain = dereference(document, schema);
  if (plain !== schema) return shapesOf(document, plain, new Set([...seen, schema]));
  const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((key) => listIn(schema, key));
  return [schema, ...parts.flatMap((part) => shapesOf(document, part, new Set([...seen, schema])))];
};

/** As {@link shapesOf}, for what always applies: references and `allOf` only. */
export const certainShapesOf = (document: JsonObject, schema: unknown): readonly OpenApiSchema[] => {
  const plain = dereference(document, schema);
  return [plain, ...listIn(plain, 'allOf').flatMap((part) => certainShapesOf(document, part))];
};

/** What a field of an object may be, by all its shapes. */
export const fieldSchemas = (shapes: readonly OpenApiSchema[], name: string): readonly unknown[] =>
  shapes.flatMap((shape) => {
    const named = own(objectIn(shape, 'properties'), name);
    if (named !== undefined) return [named];
    return isObject(shape.additionalProperties) ? [shape.additionalProperties] : [];
  });

/** What the items of an array may be, by all its shapes. */
export const itemSchemas = (shapes: readonly OpenApiSchema[]): readonly unknown[] =>
  shapes.flatMap((shape) => (isObject(shape.items) ? [shape.items] : []));

/** The types that a value may have; empty where the schema names none. */
export const typesOf = (shapes: readonly OpenApiSchema[]): ReadonlySet<string> =>
  new Set(
    shapes.flatMap((shape) => {
      if (Array.isArray(shape.type)) return shape.type.map(String);
      if (typeof shape.type === 'string') return [shape.type];
      return shape.properties === undefined ? [] : ['object'];
    }),
  );
