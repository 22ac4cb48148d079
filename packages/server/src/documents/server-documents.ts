import type { EventDefinition } from '@touchline/core';
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
import { type ApiInfo, completeInfo } from './api-info.ts';
import { errorsEverywhere, errorsWhereScoped } from './errors-of-all.ts';
import { tagsOf } from './tags.ts';

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
    info: completeInfo(info),
    servers: [{ url: apiUrl(url ?? '', basePath) || '/', description: 'This server.' }],
    connectors: router.connectors,
    events: definitionsOf(router),
    endpoints,
    tags: tagsOf(router),
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
    errors: errorsEverywhere,
    authorizationErrors: errorsWhereScoped,
  });

/**
 * The AsyncAPI document of a server: read over HTTP where it is known where that is.
 *
 * @throws TouchlineError `config.invalid` when two different schemas of events would have the same name.
 */
export const serverAsyncApi = ({ router, info, url, basePath }: DocumentOptions): AsyncApiDocument => {
  const { license, ...rest } = completeInfo(info);
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

const scopeList = Object.entries(scopes)
  .map(([scope, what]) => `\`${scope}\`: ${what}`)
  .join(' ');
