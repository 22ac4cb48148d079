import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import {
  type Direction,
  type Discriminator,
  discriminatorKeyword,
  jsonSchemaOf,
  referenceKeyword,
} from './json-schema-of.ts';
import {
  dialectOf,
  isObject,
  type JsonObject,
  type OpenApiSchema,
  own,
  resolveReference,
} from './open-api-document.ts';

/** One thing that is wrong with a value. It never holds the value. */
export interface SchemaProblem {
  /** Where in the value, as a JSON pointer; empty for the whole. */
  readonly pointer: string;
  readonly message: string;
}

/** Judges values by the schemas of one document. */
export interface SchemaValidator {
  /** What is wrong with a value; nothing when it is valid. A schema that cannot be compiled is wrong too: nothing was checked. */
  readonly problemsOf: (
    schema: OpenApiSchema,
    value: unknown,
    direction: Direction,
  ) => readonly SchemaProblem[];
  /** How many schemas have been compiled so far. */
  readonly compiled: () => number;
}

/**
 * Compiles schemas one by one, each when a value first reaches it. A document of thousands of schemas so costs what is used of it.
 */
export const createSchemaValidator = (document: JsonObject): SchemaValidator => {
  const dialect = dialectOf(document);
  const cache = { request: new WeakMap<object, Validate>(), answer: new WeakMap<object, Validate>() };
  let compiled = 0;

  const compilers = { request: createCompiler('request'), answer: createCompiler('answer') };

  function createCompiler(direction: Direction): Ajv2020 {
    const ajv = new Ajv2020({
      strict: false,
      allErrors: true,
      logger: false,
      addUsedSchema: false,
      code: { regExp: Object.assign(lenientRegExp, { code: 'new RegExp' }) },
    });
    addFormats.default(ajv);
    ajv.addKeyword({
      keyword: referenceKeyword,
      compile: (reference: string) =>
        passingErrors(() => validatorFor(resolveReference(document, reference), direction)),
    });
    ajv.addKeyword({
      keyword: discriminatorKeyword,
      compile: ({ propertyName, references }: Discriminator) =>
        passingErrors((value) => {
          const name = isObject(value) ? own(value, propertyName) : undefined;
          const reference = typeof name === 'string' ? own(references, name) : undefined;
          if (typeof reference !== 'string') return refusing(`must name one of its kinds in ${propertyName}`);
          return validatorFor(resolveReference(document, reference), direction);
        }),
    });
    return ajv;
  }

  const validatorFor = (schema: unknown, direction: Direction): Validate => {
    const key = isObject(schema) ? schema : undefined;
    const known = key && cache[direction].get(key);
    if (known) return known;
    const made = compilers[direction].compile(
      jsonSchemaOf(schema, dialect, direction),
    ) as unknown as Validate;
    compiled += 1;
    if (key) cache[direction].set(key, made);
    return made;
  };

  return {
    compiled: () => compiled,
    problemsOf(schema, value, direction) {
      try {
        const validate = validatorFor(schema, direction);
        if (validate(value)) return [];
        return telling(validate.errors ?? []).map(problemOf);
      } catch (thrown) {
        const why = thrown instanceof Error ? thrown.message : String(thrown);
        return [{ pointer: '', message: `cannot be checked: its schema does not compile (${why})` }];
      }
    },
  };
};

interface Validate {
  (value: unknown, context?: Context): boolean;
  errors?: ErrorObject[];
}
/** Where ajv is in the value; handed on, so that pointers start at the whole. */
type Context = Parameters<ValidateFunction>[1];

/** A keyword that hands the value to another validator, and its errors back. */
const passingErrors = (choose: (value: unknown) => Validate): Validate => {
  const keyword: Validate = (value, context) => {
    const validate = choose(value);
    const valid = validate(value, context);
    keyword.errors = validate.errors ?? [];
    return valid;
  };
  return keyword;
};

const refusing = (message: string): Validate => {
  const refuse: Validate = (_value, context) => {
    refuse.errors = [
      {
        keyword: 'discriminator',
        instancePath: context?.instancePath ?? '',
        schemaPath: '',
        params: {},
        message,
      },
    ];
    return false;
  };
  return refuse;
};

/** Vendors write patterns for engines without the `u` flag. One that no engine takes is an error, and so a failure. */
const lenientRegExp = (pattern: string, flags: string): RegExp => {
  try {
    return new RegExp(pattern, flags);
  } catch {
    return new RegExp(pattern, flags.replace('u', ''));
  }
};

/**
 * Of a value that fits none of several schemas, ajv tells what is wrong by each of them. What tells most is kept: what was wrong in
 * a schema of the right type.
 */
const telling = (errors: readonly ErrorObject[]): readonly ErrorObject[] => {
  const unions = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf');
  return unions.reduce((left, union) => {
    const inside = left.filter(
      (error) => error !== union && error.instancePath.startsWith(union.instancePath),
    );
    const ofAType = inside.filter(
      ({ instancePath, keyword }) => keyword !== 'type' || instancePath !== union.instancePath,
    );
    if (inside.length === 0) return left;
    return left.filter(
      (error) =>
        error !== union && (ofAType.length === 0 || !inside.includes(error) || ofAType.includes(error)),
    );
  }, errors);
};

const problemOf = ({ instancePath, message = 'is invalid', params, keyword }: ErrorObject): SchemaProblem => {
  const detail =
    keyword === 'enum' ? `: ${(params.allowedValues as unknown[]).slice(0, 12).map(String).join(', ')}` : '';
  return { pointer: instancePath, message: `${message}${detail}` };
};
