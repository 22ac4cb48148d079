import { z } from 'zod';

/** Anything that JSON can hold. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** Anything that JSON can hold, for what has no shape of its own: a CRM's custom property, a command's result. */
export const jsonValue: z.ZodType<JsonValue, JsonValue> = z.lazy(() => json);

// Named through `register`, which unlike `meta` makes no copy: each level has to lead back to this very schema, or JSON
// Schema would repeat it under a name made up.
const json: z.ZodType<JsonValue, JsonValue> = z
  .union(
    [z.string(), z.number(), z.boolean(), z.null(), z.array(jsonValue), z.record(z.string(), jsonValue)],
    'must be a value that JSON can hold',
  )
  .register(z.globalRegistry, { id: 'JsonValue', description: 'Anything that JSON can hold.' });
