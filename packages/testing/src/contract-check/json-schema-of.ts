import { isObject, type JsonObject, listIn, type OpenApiDialect, objectIn } from './open-api-document.ts';

/** Which way a value travels: what is read only is not asked of a request, what is write only not of an answer. */
export type Direction = 'request' | 'answer';

/** Our own keyword for a reference, compiled when a value reaches it and not before. */
export const referenceKeyword = 'openApiReference';

/** Our own keyword for `oneOf` with a discriminator. */
export const discriminatorKeyword = 'openApiDiscriminator';

/** Which schema a discriminator's value names. */
export interface Discriminator {
  readonly propertyName: string;
  readonly references: Readonly<Record<string, string>>;
}

/**
 * Translates a schema of OpenAPI into JSON Schema 2020-12, down to its references: `nullable`, the exclusive limits that were flags,
 * `readOnly` and `writeOnly`, discriminators. What only describes is dropped; what is not known stays, so that the
 * compiler refuses what it cannot understand.
 *
 * @see https://spec.openapis.org/oas/v3.0.4.html#schema-object
 * @see https://spec.openapis.org/oas/v3.1.1.html#schema-object
 */
export const jsonSchemaOf = (
  schema: unknown,
  dialect: OpenApiDialect,
  direction: Direction,
): JsonObject | boolean => {
  if (typeof schema === 'boolean') return schema;
  if (!isObject(schema)) throw new TypeError('A schema is an object.');
  const again = (part: unknown) => jsonSchemaOf(part, dialect, direction);

  if (typeof schema.$ref === 'string') {
    const reference = { [referenceKeyword]: schema.$ref };
    // Beside a reference, 3.0 ignores everything, and 3.1 nothing.
    const { $ref: _, ...beside } = schema;
    if (dialect !== '3.1' || Object.keys(beside).every((key) => descriptive.has(key))) return reference;
    return { allOf: [reference, again(beside)] };
  }

  const discriminator = discriminatorOf(schema);
  const translated: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (descriptive.has(key) || key.startsWith('x-')) continue;
    if (discriminator && key === discriminator.key) continue;
    if (mapsOfSchemas.has(key) && isObject(value))
      translated[key] = Object.fromEntries(Object.entries(value).map(([name, part]) => [name, again(part)]));
    else if (listsOfSchemas.has(key) && Array.isArray(value)) translated[key] = value.map(again);
    // A list of schemas for the first items, as drafts before 2020-12 had it.
    else if (key === 'items' && Array.isArray(value)) translated.prefixItems = value.map(again);
    else if (schemas.has(key)) translated[key] = again(value);
    else translated[key] = value;
  }
  if (discriminator) translated[discriminatorKeyword] = discriminator.means;
  const required = requiredIn(schema, direction);
  if (required) translated.required = required;
  if (dialect === '3.1') return translated;

  exclusive(translated, 'minimum', 'exclusiveMinimum');
  exclusive(translated, 'maximum', 'exclusiveMaximum');
  if (translated.type === 'file') translated.type = 'string';
  return schema.nullable === true || schema['x-nullable'] === true ? nullable(translated) : translated;
};

/** What says nothing about which values are valid. */
const descriptive = new Set(
  'title description default example examples xml externalDocs deprecated readOnly writeOnly discriminator nullable $comment summary'.split(
    ' ',
  ),
);
const mapsOfSchemas = new Set([
  'properties',
  'patternProperties',
  'dependentSchemas',
  '$defs',
  'definitions',
]);
const listsOfSchemas = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const schemas = new Set(
  'items additionalProperties not contains propertyNames if then else unevaluatedItems unevaluatedProperties'.split(
    ' ',
  ),
);

const requiredIn = (schema: JsonObject, direction: Direction): readonly unknown[] | undefined => {
  if (!Array.isArray(schema.required)) return undefined;
  const spared = direction === 'request' ? 'readOnly' : 'writeOnly';
  const properties = objectIn(schema, 'properties');
  return schema.required.filter((name) => objectIn(properties, String(name))[spared] !== true);
};

const exclusive = (schema: Record<string, unknown>, limit: string, flag: string): void => {
  if (typeof schema[flag] !== 'boolean') return;
  if (schema[flag] === true) {
    schema[flag] = schema[limit];
    delete schema[limit];
  } else delete schema[flag];
};

const nullable = ({ type, enum: values, ...schema }: Record<string, unknown>): JsonObject => {
  const withEnum = Array.isArray(values) ? { enum: [...values, null] } : {};
  if (typeof type === 'string' && !('anyOf' in schema || 'oneOf' in schema || 'allOf' in schema))
    return { ...schema, ...withEnum, type: [type, 'null'] };
  const whole = {
    ...schema,
    ...(type !== undefined && { type }),
    ...(values !== undefined && { enum: values }),
  };
  return { anyOf: [{ type: 'null' }, whole] };
};

/** A discriminator over references decides which one counts; without it `oneOf` would refuse what fits two of them. */
const discriminatorOf = (
  schema: JsonObject,
): { readonly key: 'oneOf' | 'anyOf'; readonly means: Discriminator } | undefined => {
  const { propertyName } = objectIn(schema, 'discriminator');
  const key = Array.isArray(schema.oneOf) ? 'oneOf' : 'anyOf';
  const branches = listIn(schema, key).map((branch) => (isObject(branch) ? branch.$ref : undefined));
  if (typeof propertyName !== 'string' || branches.length === 0) return undefined;
  if (!branches.every((branch) => typeof branch === 'string')) return undefined;
  const mapping = Object.entries(objectIn(schema.discriminator, 'mapping'));
  return {
    key,
    means: {
      propertyName,
      references: Object.fromEntries([
        ...branches.map((branch) => [branch.split('/').at(-1) ?? '', branch] as const),
        ...mapping.map(
          ([value, target]) =>
            [
              value,
              String(target).startsWith('#') ? String(target) : `#/components/schemas/${String(target)}`,
            ] as const,
        ),
      ]),
    },
  };
};
