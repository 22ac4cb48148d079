import { type JsonSchema, TouchlineError } from '@touchline/core';
import { z } from 'zod';

/** The two sides of a schema: what is sent to us, and what we send. */
export type SchemaSide = 'input' | 'output';

/** The dialects that the documents are written in: OpenAPI 3.1 is 2020-12, AsyncAPI 3.0 is draft-07. */
export type SchemaDialect = 'draft-2020-12' | 'draft-07';

/** The schemas with an id that a schema is made of, by id. References to them are written `#/$defs/<id>`. */
export type NamedSchemas = ReadonlyMap<string, JsonSchema>;

/** One side of a schema as JSON Schema. */
export interface DescribedSchema {
  readonly schema: JsonSchema;
  readonly named: NamedSchemas;
}

/** Stands in a union that a property discriminates, and names the property. */
export const discriminatorMark = 'x-discriminator';

/**
 * Describes one side of a zod schema.
 *
 * Answers of ours grow by additions, so what a schema does not say is left open on the output side too, unless the schema
 * itself is strict.
 *
 * @throws TouchlineError `config.invalid` when the schema holds what JSON cannot, such as a Date or a bigint.
 */
export const describeSchema = (
  schema: z.ZodType,
  side: SchemaSide,
  dialect: SchemaDialect,
  name: string,
): DescribedSchema => {
  const { $schema, $defs, definitions, id, ...described } = generated(schema, side, dialect, name);
  const named = Object.entries(($defs ?? definitions ?? {}) as Record<string, Record<string, unknown>>);
  return {
    schema: described,
    named: new Map(named.map(([defined, { id: _, ...part }]) => [defined, part])),
  };
};

const generated = (
  schema: z.ZodType,
  io: SchemaSide,
  target: SchemaDialect,
  name: string,
): Record<string, unknown> => {
  try {
    return z.toJSONSchema(schema, { target, io, override: describeAsItIs });
  } catch (cause) {
    throw new TouchlineError(
      'config.invalid',
      `Schema ${name} cannot be described as JSON Schema; use what JSON can hold, and no transforms.`,
      { cause },
    );
  }
};

type Override = NonNullable<NonNullable<Parameters<typeof z.toJSONSchema>[1]>['override']>;

/**
 * zod closes every object on the output side; only strict ones are meant so. And anything that JSON can hold is what every
 * value is: written out, it would hold itself, which not every maker of clients can follow.
 */
const describeAsItIs: Override = ({ zodSchema, jsonSchema }) => {
  if (isAnyJson(zodSchema))
    for (const keyword of Object.keys(jsonSchema)) if (!annotations.has(keyword)) delete jsonSchema[keyword];
  const { def } = (zodSchema as z.core.$ZodTypes)._zod;
  if (def.type === 'object' && def.catchall === undefined && jsonSchema.additionalProperties === false)
    delete jsonSchema.additionalProperties;
  if (def.type === 'union' && 'discriminator' in def && jsonSchema.oneOf)
    jsonSchema[discriminatorMark] = def.discriminator;
};

/** Core's `jsonValue` and zod's own `z.json()`: the union of all kinds, whose lists and objects lead back to it. */
const isAnyJson = (schema: z.core.$ZodType): boolean => {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type !== 'union') return false;
  const options = def.options.map((option) => (option as z.core.$ZodTypes)._zod.def);
  const leadsBack = options.filter(
    (option) =>
      (option.type === 'array' && isLazy(option.element)) ||
      (option.type === 'record' && isLazy(option.valueType)),
  );
  return (
    leadsBack.length === 2 &&
    ['string', 'number', 'boolean', 'null'].every((kind) => options.some(({ type }) => type === kind))
  );
};

const isLazy = (schema: z.core.$ZodType): boolean => (schema as z.core.$ZodTypes)._zod.def.type === 'lazy';

const annotations: ReadonlySet<string> = new Set(['id', 'description', 'x-pii']);
