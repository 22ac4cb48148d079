import { z } from 'zod';

/** Validates a value, as `safeParse` of a schema does. */
export type Parser<Schema extends z.ZodType> = (value: unknown) => z.ZodSafeParseResult<z.output<Schema>>;

const hotAfterCalls = 50;

/**
 * The `safeParse` of a schema that may be hot. Once it was called 50 times the schema is compiled: some milliseconds,
 * after which the same results, and the same errors, come four to seven times as fast. Where code may not be generated
 * (`z.config({ jitless: true })`) nothing is compiled.
 */
export const hotParser = <Schema extends z.ZodType>(schema: Schema): Parser<Schema> => {
  let calls = 0;
  let { safeParse } = schema;
  return (value) => {
    calls += 1;
    if (calls === hotAfterCalls && !z.config().jitless) ({ safeParse } = z.compile(schema));
    return safeParse(value);
  };
};

/** The {@link hotParser} of a schema that others made: one for each, however often it is asked for. */
export const hotParserOf = <Schema extends z.ZodType>(schema: Schema): Parser<Schema> => {
  let parser = parsers.get(schema) as Parser<Schema> | undefined;
  if (!parser) {
    parser = hotParser(schema);
    parsers.set(schema, parser);
  }
  return parser;
};

const parsers = new WeakMap<z.ZodType, Parser<z.ZodType>>();
