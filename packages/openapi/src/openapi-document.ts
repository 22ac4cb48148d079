import { type ErrorCode, type EventDefinition, TouchlineError } from '@touchline/core';
import {
  type InfoObject,
  type OpenAPIObject,
  OpenApiBuilder,
  type SecuritySchemeObject,
  type ServerObject,
  type TagObject,
} from 'openapi3-ts/oas31';
import { actionEndpoints, type RegisteredConnectors } from './endpoint/action-endpoints.ts';
import type { Endpoint } from './endpoint/endpoint.ts';
import { operationOf } from './endpoint/operation-of.ts';
import { ProblemResponses } from './endpoint/problem-responses.ts';
import { addAnyEvent, addDrafts, addEvents } from './events/event-schemas.ts';
import { webhookOf } from './events/event-webhooks.ts';
import { ComponentSchemas, type SchemaReference } from './schema/component-schemas.ts';

/** What an OpenAPI document is made of. */
export interface OpenApiDocumentOptions {
  /** Title, version and what else people should know of the API. */
  readonly info: InfoObject;
  readonly servers?: readonly ServerObject[];
  /** Connectors by the names they are registered under: each of their actions becomes an operation. */
  readonly connectors?: RegisteredConnectors;
  /** The event types: a component each, and a webhook. */
  readonly events?: readonly EventDefinition[];
  /** The server's own endpoints. */
  readonly endpoints?: readonly Endpoint[];
  /** What the groups of endpoints are, in the order in which they are listed. */
  readonly tags?: readonly TagObject[];
  /** How callers prove who they are, by name; any of them opens an endpoint with a scope. */
  readonly securitySchemes?: Readonly<Record<string, SecuritySchemeObject>>;
  /** The errors that every endpoint may answer with. */
  readonly errors?: readonly ErrorCode[];
  /** The errors that every endpoint with a scope may answer with beside these. */
  readonly authorizationErrors?: readonly ErrorCode[];
}

/**
 * The OpenAPI 3.1 document of an API: its endpoints, an operation for each action of each connector, a component and a
 * webhook for each event type. The same input gives the same document, in the same order.
 *
 * @throws TouchlineError `config.invalid` when two different schemas would have the same name, when two operations have
 *   the same id or the same method and path, or when a schema holds what JSON cannot.
 */
export const openApiDocument = ({
  info,
  servers = [],
  connectors = {},
  events = [],
  endpoints = [],
  tags = [],
  securitySchemes = {},
  errors = [],
  authorizationErrors = [],
}: OpenApiDocumentOptions): OpenAPIObject => {
  const schemas = new ComponentSchemas('draft-2020-12');
  const problems = new ProblemResponses(schemas);
  const references = addEvents(events, schemas);
  const surroundings = {
    schemas,
    problems,
    securitySchemes: Object.keys(securitySchemes),
    everywhere: errors,
    whereScoped: authorizationErrors,
  };
  const operations = distinctEndpoints([...endpoints, ...actionEndpoints(connectors)]).map(
    (endpoint) => [endpoint, operationOf(endpoint, surroundings)] as const,
  );
  if (schemas.has('Event')) addAnyEvent(references, schemas);
  if (schemas.has('EventDraft')) addDrafts(events, schemas);
  const responses = problems.components();

  // Only now is it known which schemas have two sides.
  const builder = OpenApiBuilder.create({ openapi: '3.1.1', info, servers: [...servers], tags: [...tags] });
  for (const [{ path, method }, operation] of operations)
    builder.addPath(path, { [method]: schemas.resolve(operation) });
  for (const definition of events) {
    const event = references.get(definition.type) as SchemaReference;
    builder.addWebhook(definition.type, schemas.resolve(webhookOf(definition, event)));
  }
  for (const [name, schema] of Object.entries(schemas.components())) builder.addSchema(name, schema);
  for (const [name, response] of responses) builder.addResponse(name, schemas.resolve(response));
  for (const [name, scheme] of Object.entries(securitySchemes)) builder.addSecurityScheme(name, scheme);
  return builder.getSpec();
};

/**
 * The endpoints as they are, which must be told apart: what describing them would find out late, found out early.
 *
 * @throws TouchlineError `config.invalid` when two have the same operation id, or the same method and path.
 */
export const distinctEndpoints = (endpoints: readonly Endpoint[]): readonly Endpoint[] => {
  const seen = new Set<string>();
  for (const { operationId, method, path } of endpoints)
    for (const key of [operationId, `${method} ${path.replace(/\{[^}]*\}/g, '{}')}`]) {
      if (seen.has(key))
        throw new TouchlineError(
          'config.invalid',
          `Two endpoints are described as ${key}; name one of them otherwise.`,
        );
      seen.add(key);
    }
  return endpoints;
};
