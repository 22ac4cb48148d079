import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { generateSync } from 'json-schema-faker';

/** A parameter of an operation, as its document describes it. */
export interface DescribedParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: object;
}

/** An operation of an OpenAPI document, with one of the media types that it takes. */
export interface DescribedOperation {
  /** The operation's id, and the media type where it takes a body. */
  readonly name: string;
  /** In capitals. */
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly DescribedParameter[];
  readonly body: { readonly mediaType: string; readonly schema: object } | undefined;
  readonly responses: Readonly<Record<string, { content?: Record<string, { schema?: object }> }>>;
}

/** What an OpenAPI document describes, and what may be said by its schemas. */
export interface DescribedApi {
  /** Once for each media type that they take. */
  readonly operations: readonly DescribedOperation[];
  /** A value as the schema allows it; the same seed gives the same. */
  readonly fake: (schema: object, seed: number) => unknown;
  /** Whether the schema allows a value. */
  readonly fits: (schema: object, value: unknown) => boolean;
}

/** Reads an OpenAPI document, given as an object. */
export const describedApi = (openApiDocument: object): DescribedApi => {
  // biome-ignore lint/suspicious/noExplicitAny: a document as plain data.
  const document: any = JSON.parse(JSON.stringify(openApiDocument));
  const { components } = document;
  const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true });
  addFormats.default(ajv);
  ajv.addFormat('password', true);
  ajv.addSchema({ $id: 'doc', components });
  const compiled = new Map<string, ValidateFunction>();
  return {
    operations: operationsOf(document.paths),
    fake: (schema, seed) =>
      generateSync({ ...schema, components } as never, {
        seed,
        maxDepth: 6,
        maxDefaultItems: 2,
        maxItems: 3,
        maxLength: 60,
        optionalsProbability: 0.5,
      }),
    fits(schema, value) {
      const key = JSON.stringify(schema);
      const validate =
        compiled.get(key) ?? ajv.compile(JSON.parse(key.replaceAll('"#/components/', '"doc#/components/')));
      compiled.set(key, validate);
      return validate(value) as boolean;
    },
  };
};

// biome-ignore lint/suspicious/noExplicitAny: as above.
const operationsOf = (paths: Readonly<Record<string, Record<string, any>>>): readonly DescribedOperation[] =>
  Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, { operationId, parameters = [], requestBody, responses }]) => {
      const contents = Object.entries<{ schema?: object }>(requestBody?.content ?? {});
      const bodies = contents.flatMap(([mediaType, { schema }]) => (schema ? [{ mediaType, schema }] : []));
      return (bodies.length > 0 ? bodies : [undefined]).map((body) => ({
        name: `${operationId}${body ? ` with ${body.mediaType}` : ''}`,
        method: method.toUpperCase(),
        path,
        parameters,
        body,
        responses,
      }));
    }),
  );
