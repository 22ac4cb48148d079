export { type ApiKeyRecord, type ApiKeys, createApiKey } from './auth/api-key.ts';
export type { JsonWebTokenOptions } from './auth/json-web-token.ts';
export { type Scope, scopes } from './auth/scopes.ts';
export { createServer, type Server, type ServerOptions } from './create-server.ts';
export type { ApiInfo, OpenApi } from './documents/server-documents.ts';
export type { StreamSettings } from './endpoints/stream-events.ts';
export type { WebhookEndpointSettings } from './endpoints/webhook-endpoints.ts';
export type { RateLimit } from './limits/rate-limit.ts';
