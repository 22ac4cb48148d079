import { dataschemaOf, jsonSchemaOf, TouchlineError } from '@touchline/core';
import { type AsyncApiDocument, documentText } from '@touchline/openapi';
import { z } from 'zod';
import {
  type PageFile,
  pageFile,
  pageFileNames,
  pagePolicy,
  referencePage,
} from '../documents/reference-page.ts';
import type { OpenApi } from '../documents/server-documents.ts';
import { defineEndpoint, type ServerEndpoint } from '../endpoint/server-endpoint.ts';
import { Answer } from '../request/answer.ts';
import type { ServedRouter } from '../served-router.ts';

/** What is served of the documents. */
export interface DocumentEndpointOptions {
  readonly router: ServedRouter;
  readonly openApi: () => OpenApi;
  readonly asyncApi: () => AsyncApiDocument;
  /** Whether anybody may read them. */
  readonly isPublic: boolean;
}

/** `GET /openapi.json`, `/asyncapi.json`, `/schemas/{type}` and `/docs`. */
export const documentEndpoints = (options: DocumentEndpointOptions): readonly ServerEndpoint[] => {
  const { router, openApi, asyncApi, isPublic } = options;
  // Describing everything takes a good part of a second: once, for the document and for the page that shows it.
  const described = once(openApi);
  const openApiText = once(() => documentText(described()));
  const asyncApiText = once(() => documentText(asyncApi()));
  const access = isPublic ? {} : ({ scope: 'documents:read' } as const);
  const document = { tag: 'Documents', method: 'get', ...access } as const;
  return [
    defineEndpoint(
      {
        ...document,
        path: '/openapi.json',
        operationId: 'readOpenApi',
        summary: 'Read the OpenAPI document',
        description: 'This API as OpenAPI 3.1: for people, and for those who generate a client.',
        responses: { 200: { description: 'The document.', content: objectContent('OpenApiDocument') } },
      },
      () => jsonText(openApiText()),
    ),
    defineEndpoint(
      {
        ...document,
        path: '/asyncapi.json',
        operationId: 'readAsyncApi',
        summary: 'Read the AsyncAPI document',
        description: 'The events as AsyncAPI 3.0.',
        responses: { 200: { description: 'The document.', content: objectContent('AsyncApiDocument') } },
      },
      () => jsonText(asyncApiText()),
    ),
    defineEndpoint(
      {
        ...document,
        path: '/schemas/{type}',
        operationId: 'readSchema',
        summary: 'Read the schema of an event type',
        description:
          'The JSON Schema of the data of an event type; its `$id` is the `dataschema` of the events.',
        parameters: z.object({
          type: z.string().min(1).max(512).describe('The type, or the whole `dataschema` of an event.'),
        }),
        responses: {
          200: {
            description: 'The schema.',
            content: { 'application/schema+json': { schema: { name: 'JsonSchema', schema: anyObject } } },
          },
        },
        errors: ['event.unknown_type'],
      },
      ({ parameters: { type } }) => jsonText(schemaText(router, type), 'application/schema+json'),
    ),
    defineEndpoint(
      {
        ...document,
        path: '/docs',
        operationId: 'readReference',
        summary: 'Read the reference page',
        description: 'This API as a page for people. It loads nothing from elsewhere.',
        responses: { 200: { description: 'The page.', content: { 'text/html': {} } } },
      },
      () => page(referencePage(described().info.title)),
    ),
    defineEndpoint(
      {
        ...document,
        path: '/docs/{file}',
        operationId: 'readReferenceFile',
        summary: 'Read a file of the reference page',
        parameters: z.object({ file: z.enum(pageFileNames).describe('The name of the file.') }),
        responses: { 200: { description: 'The file.', content: { '*/*': {} } } },
      },
      async ({ parameters: { file } }) => page(await pageFile(file)),
    ),
  ];
};

const anyObject = z.record(z.string(), z.unknown());

const objectContent = (name: string) => ({ 'application/json': { schema: { name, schema: anyObject } } });

const jsonText = (text: string, contentType = 'application/json'): Answer =>
  new Answer(text, { 'content-type': contentType });

const page = ({ body, contentType }: PageFile): Answer =>
  new Answer(body, { 'content-type': contentType, 'content-security-policy': pagePolicy });

const schemaText = ({ catalogue }: ServedRouter, asked: string): string => {
  const type = catalogue.types.find(
    (known) => known === asked || dataschemaOf(known, catalogue.definition(known).version) === asked,
  );
  if (type === undefined)
    throw new TouchlineError('event.unknown_type', 'The catalogue has no such event type.');
  return documentText(jsonSchemaOf(catalogue.definition(type)));
};

const once = <Value>(make: () => Value): (() => Value) => {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};
