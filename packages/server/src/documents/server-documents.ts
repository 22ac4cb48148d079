import type { ErrorCode, EventDefinition } from '@touchline/core';
import {
  type AsyncApiDocument,
  asyncApiDocument,
  type Endpoint,
  type EventTransport,
  embeddedTransport,
  httpTransport,
  openApiDocument,
} from '@touchline/openapi';
import { scopes } from '../auth/scopes.ts';
import type { ServedRouter } from '../served-router.ts';

/** What the documents say of the API. */
export interface ApiInfo {
  /** Default `Touchline`. */
  readonly title?: string;
  /** The version of your API. Default `1.0.0`. */
  readonly version?: string;
  readonly description?: string;
  readonly license?: { readonly name: string; readonly url?: string; readonly identifier?: string };
  readonly contact?: { readonly name?: string; readonly url?: string; readonly email?: string };
}

/** What the documents are made of. */
export interface DocumentOptions {
  readonly router: ServedRouter;
  readonly info: ApiInfo;
  /** Where the server is, such as `https://touchline.example.com`. */
  readonly url: string | undefined;
  /** What stands before the paths of the API there. */
  readonly basePath: string;
  /** The server's own endpoints, without those of actions. */
  readonly endpoints: readonly Endpoint[];
  readonly takesTokens: boolean;
}

/** The OpenAPI document of a server. */
export type OpenApi = ReturnType<typeof openApiDocument>;

/** @throws TouchlineError `config.invalid` when what is described has no description, such as two schemas of one name. */
export const serverOpenApi = ({
  router,
  info,
  url,
  basePath,
  endpoints,
  takesTokens,
}: DocumentOptions): OpenApi =>
  openApiDocument({
    info: infoOf(info),
    servers: [{ url: apiUrl(url ?? '', basePath) || '/', description: 'This server.' }],
    connectors: router.connectors,
    events: definitionsOf(router),
    endpoints,
    tags: [
      ...tags,
      ...[...new Set(Object.values(router.connectors).map(({ title }) => title))]
        .filter((title) => tags.every(({ name }) => name !== title))
        .map((title) => ({ name: title, description: `Actions of ${title}.` })),
    ],
    securitySchemes: {
      apiKey: { type: 'http', scheme: 'bearer', description: `An API key. Its scopes: ${scopeList}` },
      ...(takesTokens && {
        token: {
          type: 'http' as const,
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'A JSON Web Token with the same scopes.',
        },
      }),
    },
    errors: everywhere,
    authorizationErrors: whereScoped,
  });

/**
 * The AsyncAPI document of a server: read over HTTP where it is known where that is.
 *
 * @throws TouchlineError `config.invalid` when two different schemas of events would have the same name.
 */
export const serverAsyncApi = ({ router, info, url, basePath }: DocumentOptions): AsyncApiDocument => {
  const { license, ...rest } = infoOf(info);
  const transport: EventTransport =
    url === undefined ? embeddedTransport : httpTransport({ url: apiUrl(url, basePath) });
  return asyncApiDocument({
    info: {
      ...rest,
      license: { name: license.name, ...(license.url !== undefined && { url: license.url }) },
    },
    events: definitionsOf(router),
    transport,
  });
};

const apiUrl = (url: string, basePath: string): string => url.replace(/\/$/, '') + basePath;

const definitionsOf = ({ catalogue }: ServedRouter): readonly EventDefinition[] =>
  catalogue.types.map((type) => catalogue.definition(type));

const infoOf = ({
  title = 'Touchline',
  version = '1.0.0',
  description = 'Unified events in and out, actions of every connector, and what it takes to operate them.',
  license = { name: 'MIT', identifier: 'MIT' },
  ...rest
}: ApiInfo) => ({ title, version, description, license, ...rest });

const scopeList = Object.entries(scopes)
  .map(([scope, what]) => `\`${scope}\`: ${what}`)
  .join(' ');

const everywhere: readonly ErrorCode[] = ['delivery.unexpected', 'request.invalid', 'router.closed'];

const whereScoped: readonly ErrorCode[] = [
  'auth.forbidden',
  'auth.invalid',
  'auth.missing',
  'auth.unavailable',
  'rate.limited',
  'request.too_large',
  'request.unsupported_media_type',
];

const tags = [
  { name: 'Events', description: 'Publish events, read the log, follow it.' },
  { name: 'Webhooks in', description: 'Where vendors send their webhooks.' },
  { name: 'Webhooks', description: 'What is sent to you, and where.' },
  { name: 'Topology', description: 'Connectors and routes.' },
  { name: 'Routes', description: 'How routes stand.' },
  { name: 'Dead letters', description: 'What could not be delivered or understood.' },
  { name: 'Probes', description: 'Liveness, readiness, metrics.' },
  { name: 'Documents', description: 'The description of this API.' },
];
