import type { ErrorCode } from '@touchline/core';
import type {
  ContentObject,
  OperationObject,
  ParameterLocation,
  ParameterObject,
  ResponsesObject,
  SchemaObject,
} from 'openapi3-ts/oas31';
import type { z } from 'zod';
import type { ComponentSchemas } from '../schema/component-schemas.ts';
import type { SchemaSide } from '../schema/describe-schema.ts';
import type { BodyContent, Endpoint, EndpointResponse } from './endpoint.ts';
import type { ProblemResponses } from './problem-responses.ts';

/** What operations are made with. */
export interface OperationSurroundings {
  readonly schemas: ComponentSchemas;
  readonly problems: ProblemResponses;
  /** The names of the security schemes that any endpoint with a scope takes. */
  readonly securitySchemes: readonly string[];
  /** The errors of every endpoint, and of every endpoint with a scope. */
  readonly everywhere: readonly ErrorCode[];
  readonly whereScoped: readonly ErrorCode[];
}

/** The OpenAPI operation of an endpoint. */
export const operationOf = (endpoint: Endpoint, surroundings: OperationSurroundings): OperationObject => {
  const { operationId, tag, summary, description, scope, body, errors = [] } = endpoint;
  const { problems, schemas, securitySchemes, everywhere, whereScoped } = surroundings;
  const parameters = parametersOf(endpoint, schemas);
  return {
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    operationId,
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: {
        ...(body.description !== undefined && { description: body.description }),
        required: body.optional !== true,
        content: contentOf(body.content, 'input', schemas),
      },
    }),
    responses: {
      ...responsesOf(endpoint.responses, schemas),
      ...problems.references([...everywhere, ...(scope === undefined ? [] : whereScoped), ...errors]),
    } as ResponsesObject,
    security: scope === undefined ? [] : securitySchemes.map((scheme) => ({ [scheme]: [scope] })),
  };
};

const parametersOf = (endpoint: Endpoint, schemas: ComponentSchemas): ParameterObject[] => [
  ...parametersIn('path', endpoint.parameters, schemas),
  ...parametersIn('query', endpoint.query, schemas),
  ...parametersIn('header', endpoint.headers, schemas),
];

const parametersIn = (
  place: ParameterLocation,
  object: z.ZodObject | undefined,
  schemas: ComponentSchemas,
): ParameterObject[] => {
  if (!object) return [];
  const { properties = {}, required = [] } = schemas.inline(object, 'input') as {
    properties?: Record<string, SchemaObject>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: place,
    ...(description !== undefined && { description }),
    ...((place === 'path' || required.includes(name)) && { required: true }),
    schema,
  }));
};

const responsesOf = (
  responses: Readonly<Record<number, EndpointResponse>>,
  schemas: ComponentSchemas,
): ResponsesObject =>
  Object.fromEntries(
    Object.entries(responses).map(([status, { description, content, headers }]) => [
      status,
      {
        description,
        ...(headers && { headers: headersOf(headers) }),
        ...(content && { content: contentOf(content, 'output', schemas) }),
      },
    ]),
  );

const headersOf = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
  );

const contentOf = (content: BodyContent, side: SchemaSide, schemas: ComponentSchemas): ContentObject =>
  Object.fromEntries(
    Object.entries(content).map(([mediaType, { schema, example }]) => [
      mediaType,
      {
        ...(schema && { schema: schemas.reference(schema.name, schema.schema, side) }),
        ...(example !== undefined && { example }),
      },
    ]),
  ) as ContentObject;
