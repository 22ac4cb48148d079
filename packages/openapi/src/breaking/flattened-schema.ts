import { isPlainObject } from '../document/plain-object.ts';
import { listOf, memberOf, type Part } from './document-parts.ts';

/** A schema with its reference followed and the parts of its `allOf` taken together, as far as they are objects. */
export const flattened = (schema: unknown, resolve: (part: unknown) => Part): Part => {
  const target = resolve(schema);
  if (!Array.isArray(target.allOf)) return target;
  const { allOf, ...own } = target;
  return allOf
    .map((part) => flattened(part, resolve))
    .reduce((whole, part) => together(whole, part), own as Part);
};

const together = (one: Part, other: Part): Part => {
  const properties: Record<string, unknown> = { ...memberOf(one, 'properties') };
  for (const [name, schema] of Object.entries(memberOf(other, 'properties'))) {
    const known = properties[name];
    properties[name] = isPlainObject(known) && isPlainObject(schema) ? { ...known, ...schema } : schema;
  }
  const required = [...new Set([...listOf(one, 'required'), ...listOf(other, 'required')])];
  return {
    ...one,
    ...other,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
  };
};
