import type { Direction } from './compare-schemas.ts';
import type { Part } from './document-parts.ts';

/** A sentence for each type that is not taken any more, or may be sent now. */
export const compareTypes = (
  before: Part,
  after: Part,
  direction: Direction,
  where: string,
): readonly string[] => {
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

/** A sentence for each value of an enumeration that is not taken any more, or may be sent now. */
export const compareValues = (
  before: Part,
  after: Part,
  direction: Direction,
  where: string,
): readonly string[] => {
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

/** The types that a schema names, or that its values have; undefined where it takes any. */
export const typesOf = (schema: Part): readonly unknown[] | undefined => {
  const { type, enum: values } = schema;
  if (type !== undefined) return Array.isArray(type) ? type : [type];
  if ('const' in schema) return [typeOf(schema.const)];
  return Array.isArray(values) ? [...new Set(values.map(typeOf))] : undefined;
};

const typeOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
};
