import { isPlainObject } from '../document/plain-object.ts';
import { typesOf } from './compare-types.ts';
import { memberOf, type Part } from './document-parts.ts';
import { flattened } from './flattened-schema.ts';

/** One of the schemas that a value may fit. */
export interface SchemaOption {
  /** What tells it apart from the others, for people; several may share one. */
  readonly key: string;
  readonly schema: unknown;
}

/** The options of a choice; undefined where a schema is none. */
export const optionsOf = (
  schema: Part,
  resolve: (part: unknown) => Part,
): readonly SchemaOption[] | undefined => {
  const options = Array.isArray(schema.oneOf) ? schema.oneOf : schema.anyOf;
  if (!Array.isArray(options)) return undefined;
  const property = memberOf(schema, 'discriminator').propertyName;
  return options.map((option, index) => ({ key: keyOf(option, property, resolve, index), schema: option }));
};

/** A schema that is no choice, as the only option; as one for each of its types where it names several. */
export const onlyOption = (schema: Part): readonly SchemaOption[] => {
  const types = typesOf(schema) ?? [];
  if (types.length < 2) return [{ key: '', schema }];
  return types.map((type) => ({ key: String(type), schema: { ...schema, type } }));
};

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
