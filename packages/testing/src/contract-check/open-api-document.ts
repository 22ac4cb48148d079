/** A part of a JSON document. */
export type JsonObject = { readonly [key: string]: unknown };

/** A JSON Schema, or OpenAPI's own dialect of one, as it stands in a document. */
export type OpenApiSchema = JsonObject;

/** Which rules the schemas of a document follow. */
export type OpenApiDialect = '2.0' | '3.0' | '3.1';

/** Tells an OpenAPI document's version. @throws TypeError for anything that is not one. */
export const dialectOf = (document: JsonObject): OpenApiDialect => {
  const version = document.openapi ?? document.swagger;
  const known = (['2.0', '3.0', '3.1'] as const).find((dialect) => String(version).startsWith(dialect));
  if (known) return known;
  throw new TypeError(
    'This is no OpenAPI document of version 2.0, 3.0 or 3.1: neither its openapi nor its swagger says so.',
  );
};

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object's member as an object, an empty one where there is none. */
export const objectIn = (value: unknown, key: string): JsonObject => {
  const member = isObject(value) ? value[key] : undefined;
  return isObject(member) ? member : {};
};

export const listIn = (value: unknown, key: string): readonly unknown[] => {
  const member = isObject(value) ? value[key] : undefined;
  return Array.isArray(member) ? member : [];
};

/** A member that the object itself has: a payload's `constructor` is no field of ours. */
export const own = (value: JsonObject, key: string): unknown =>
  Object.hasOwn(value, key) ? value[key] : undefined;

/**
 * What a reference of a document leads to.
 *
 * @throws ReferenceError for one that leads out of the document or nowhere, so that nothing is checked against a schema
 *   that is not there.
 */
export const resolveReference = (document: JsonObject, reference: string): unknown => {
  if (!reference.startsWith('#')) throw new ReferenceError(`${reference} leads out of the document.`);
  let found: unknown = document;
  for (const part of reference.slice(1).split('/').slice(1)) {
    const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    found = Array.isArray(found) ? found[Number(key)] : isObject(found) ? own(found, key) : undefined;
    if (found === undefined) throw new ReferenceError(`${reference} leads nowhere in the document.`);
  }
  return found;
};

/** Follows references until there is something. */
export const dereference = (document: JsonObject, value: unknown): JsonObject => {
  let found = value;
  for (let steps = 0; isObject(found) && typeof found.$ref === 'string'; steps += 1) {
    if (steps > 20) throw new ReferenceError(`${found.$ref} leads in a circle.`);
    found = resolveReference(document, found.$ref);
  }
  return isObject(found) ? found : {};
};
