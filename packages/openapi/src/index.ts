export { jsonSchemaOf } from '@touchline/core';
export * from './asyncapi/transport.ts';
export {
  type AsyncApiDocument,
  type AsyncApiDocumentOptions,
  type AsyncApiInfo,
  asyncApiDocument,
} from './asyncapi-document.ts';
export { breakingChanges } from './breaking/breaking-changes.ts';
export { documentText } from './document/document-text.ts';
export {
  type ActionEndpoint,
  actionEndpoints,
  actionErrors,
  actionScope,
  plannedRequest,
  type RegisteredConnectors,
} from './endpoint/action-endpoints.ts';
export type * from './endpoint/endpoint.ts';
export { anyEvent, anyEventDraft } from './events/event-schemas.ts';
export { cloudEventMediaType } from './events/event-webhooks.ts';
export { distinctEndpoints, type OpenApiDocumentOptions, openApiDocument } from './openapi-document.ts';
