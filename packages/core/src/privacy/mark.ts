import { z } from 'zod';
import { piiKey } from './pii.ts';

type Schema = z.core.$ZodType;

/** What stands in place of a value of this schema: `[redacted email]`, `[secret]`, or nothing where it is unmarked. */
export const markOf = (schema: Schema): string | undefined => {
  const meta = z.globalRegistry.get(schema);
  if (meta?.writeOnly === true) return '[secret]';
  const kind = meta?.[piiKey];
  return kind === undefined ? undefined : `[redacted ${String(kind)}]`;
};

/** The first mark of a schema or of anything that it is made of. */
export const markWithin = (schema: Schema, seen = new Set<Schema>()): string | undefined => {
  if (seen.has(schema)) return undefined;
  seen.add(schema);
  const own = markOf(schema);
  if (own !== undefined) return own;
  for (const part of partsOf(schema)) {
    const mark = markWithin(part, seen);
    if (mark !== undefined) return mark;
  }
  return undefined;
};

const partsOf = (schema: Schema): readonly Schema[] => {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object':
      return [...Object.values(def.shape), ...(def.catchall ? [def.catchall] : [])];
    case 'array':
      return [def.element];
    case 'tuple':
      return [...def.items, ...(def.rest ? [def.rest] : [])];
    case 'record':
    case 'map':
      return [def.keyType, def.valueType];
    case 'set':
      return [def.valueType];
    case 'union':
      return def.options;
    case 'intersection':
      return [def.left, def.right];
    case 'pipe':
      return [def.in, def.out];
    case 'lazy':
      return [def.getter()];
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
    case 'success':
    case 'promise':
      return [def.innerType];
    default:
      return [];
  }
};
