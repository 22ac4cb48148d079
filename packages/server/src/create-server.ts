import { type Clock, type EventMap, systemClock, TouchlineError, toTouchlineError } from '@touchline/core';
import type { AsyncApiDocument } from '@touchline/openapi';
import { type Connectors, collectMetrics, type Router } from '@touchline/router';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import type { ApiKeys } from './auth/api-key.ts';
import { createAuthenticator } from './auth/authenticate.ts';
import type { JsonWebTokenOptions } from './auth/json-web-token.ts';
import { type ApiInfo, type OpenApi, serverAsyncApi, serverOpenApi } from './documents/server-documents.ts';
import { mountEndpoints } from './endpoint/mount-endpoints.ts';
import type { ServerEndpoint } from './endpoint/server-endpoint.ts';
import { actionEndpointsOf } from './endpoints/actions.ts';
import { connectorEndpoints } from './endpoints/connectors.ts';
import { deadLetterEndpoints } from './endpoints/dead-letters.ts';
import { documentEndpoints } from './endpoints/documents.ts';
import { probeEndpoints } from './endpoints/probes.ts';
import { publishEndpoint } from './endpoints/publish-events.ts';
import { readEndpoints } from './endpoints/read-events.ts';
import { routeEndpoints } from './endpoints/routes.ts';
import { type StreamSettings, streamEndpoint } from './endpoints/stream-events.ts';
import { topologyEndpoints } from './endpoints/topology.ts';
import { type WebhookEndpointSettings, webhookEndpointEndpoints } from './endpoints/webhook-endpoints.ts';
import { webhookEndpoint } from './endpoints/webhooks.ts';
import { createRateLimiter, type RateLimit } from './limits/rate-limit.ts';
import { createWebhookEndpointStore } from './outbound/webhook-endpoint-store.ts';
import { createWebhookRoutes } from './outbound/webhook-routes.ts';
import { problem } from './request/answer.ts';
import { createOpenRequests } from './request/open-requests.ts';
import { securityHeaders, withHeaders } from './request/security-headers.ts';
import type { ServedRouter } from './served-router.ts';
import { watchHead } from './stream/head-watch.ts';

/** What a server is made of. */
export interface ServerOptions<Events extends EventMap, Registered extends Connectors> {
  /** The router that it serves. It is closed with the server. */
  readonly router: Router<Events, Registered>;
  /** The records of the API keys that are let in. Without keys and tokens only webhooks and probes answer. */
  readonly apiKeys?: ApiKeys;
  /** Takes JSON Web Tokens too. */
  readonly jsonWebTokens?: JsonWebTokenOptions;
  /** How often each key may call. Default 6,000 requests a minute. */
  readonly rateLimit?: RateLimit;
  /** The largest body of a request, in bytes; a webhook's is its connector's. Default 4 MiB. */
  readonly maxBodyBytes?: number;
  /** The most events of one request. Default 1,000. */
  readonly maxBatchEvents?: number;
  /** How events are streamed. */
  readonly streams?: StreamSettings;
  /**
   * How webhook endpoints are managed. They are where a connector of `@touchline/server/outbound` is registered, each a route
   * to it; the list is kept in the log.
   */
  readonly webhookEndpoints?: WebhookEndpointSettings;
  /** The web pages that may call this server, by origin: `https://admin.example.com`. Default: none. */
  readonly allowedOrigins?: readonly string[];
  /** Lets everybody read `/openapi.json`, `/asyncapi.json`, `/schemas` and `/docs`. Default: `documents:read` is needed. */
  readonly publicDocuments?: boolean;
  /** What the documents say of this API. */
  readonly info?: ApiInfo;
  /** Where the API is, such as `https://touchline.example.com`; it stands in the documents. */
  readonly url?: string;
  /** What stands before every path where the server is mounted below one, such as `/touchline`. */
  readonly basePath?: string;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** Told of failures that no endpoint should have: answered as `delivery.unexpected`, with the places in the code here. */
  readonly onUnexpected?: (error: TouchlineError) => void;
}

/** The HTTP API of a router, on web standards: mount `fetch` wherever requests come in. */
export interface Server {
  /** Answers a request. Never rejects. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** This API as OpenAPI 3.1. */
  openApiDocument(): OpenApi;
  /** The events as AsyncAPI 3.0. */
  asyncApiDocument(): AsyncApiDocument;
  /**
   * Takes no new requests, lets those under way end for at most `timeoutMs` (default 10,000), ends the event streams, then
   * closes the router. Closing twice does nothing.
   */
  close(options?: { readonly timeoutMs?: number }): Promise<void>;
}

/**
 * Creates the HTTP API of a router. The router is started by whoever made it.
 *
 * @throws TouchlineError `config.invalid` when a key's record, the base path or what is described cannot be one.
 */
export const createServer = <Events extends EventMap, Registered extends Connectors>(
  options: ServerOptions<Events, Registered>,
): Server => assemble(options as unknown as ServerOptions<EventMap, Connectors>);

const assemble = (options: ServerOptions<EventMap, Connectors>): Server => {
  const { clock = systemClock, basePath = '', info = {}, jsonWebTokens, apiKeys } = options;
  const { maxBodyBytes = 4_194_304, maxBatchEvents = 1_000, onUnexpected = () => undefined } = options;
  if (!/^(\/[\w.~-]+)*$/.test(basePath))
    throw new TouchlineError(
      'config.invalid',
      'basePath must begin with a slash and end without one: /touchline.',
    );
  const router = options.router as unknown as ServedRouter;
  const { now } = clock;
  const metrics = collectMetrics(options.router, { clock });
  const requests = createOpenRequests(clock);
  const head = watchHead(router);
  const closed = new AbortController();
  const outbound = createOutbound(options, router, clock, onUnexpected);

  const endpoints: readonly ServerEndpoint[] = [
    publishEndpoint({ router, clock, maxBatchEvents }),
    streamEndpoint({ router, clock, head, settings: options.streams ?? {}, closing: closed.signal }),
    ...readEndpoints(router),
    webhookEndpoint(router),
    ...(outbound?.endpoints ?? []),
    ...topologyEndpoints(router),
    ...connectorEndpoints(router),
    ...routeEndpoints(router),
    ...deadLetterEndpoints(router),
    ...probeEndpoints({ router, metrics }),
    ...documentEndpoints({
      router,
      openApi: openApiDocument,
      asyncApi: asyncApiDocument,
      isPublic: options.publicDocuments ?? false,
      basePath,
    }),
  ];

  function documentOptions() {
    return { router, info, url: options.url, endpoints, takesTokens: jsonWebTokens !== undefined };
  }
  function openApiDocument(): OpenApi {
    return serverOpenApi(documentOptions());
  }
  function asyncApiDocument(): AsyncApiDocument {
    return serverAsyncApi(documentOptions());
  }

  const app = new Hono().basePath(basePath);
  if (options.allowedOrigins && options.allowedOrigins.length > 0)
    app.use(crossOrigin(options.allowedOrigins));
  app.onError((thrown) => {
    const error = toTouchlineError(thrown);
    onUnexpected(error);
    return problem(error);
  });
  mountEndpoints(app, [...endpoints, ...actionEndpointsOf({ router })], {
    authenticate: createAuthenticator({ apiKeys, jsonWebTokens, now }),
    rateLimiter: createRateLimiter(options.rateLimit ?? { requests: 6_000, perMs: 60_000 }, now),
    maxBodyBytes,
    onUnexpected,
  });

  let closing: Promise<void> | undefined;
  return {
    fetch: (request) => requests.track(async () => withHeaders(await app.fetch(request), securityHeaders)),
    openApiDocument,
    asyncApiDocument,
    close({ timeoutMs = 10_000 } = {}) {
      closing ??= (async () => {
        await requests.drain(timeoutMs);
        closed.abort();
        head.stop();
        outbound?.stop();
        metrics.stop();
        await options.router.close({ timeoutMs });
      })();
      return closing;
    },
  };
};

/** Webhook endpoints, where the connector that delivers to them is registered. */
const createOutbound = (
  { webhookEndpoints: settings = {} }: Pick<ServerOptions<EventMap, Connectors>, 'webhookEndpoints'>,
  router: ServedRouter,
  clock: Clock,
  onUnexpected: (error: TouchlineError) => void,
) => {
  const connector = Object.entries(router.connectors).find(([, { id }]) => id === 'webhook')?.[0];
  if (connector === undefined) return undefined;
  const store = createWebhookEndpointStore(router.bookmarks);
  const routes = createWebhookRoutes({ router, connector, store, clock, onUnexpected });
  return {
    endpoints: webhookEndpointEndpoints({ router, store, routes, settings, clock }),
    stop: routes.stop,
  };
};

const crossOrigin = (origins: readonly string[]) =>
  cors({
    origin: [...origins],
    allowMethods: ['GET', 'POST', 'DELETE'],
    allowHeaders: ['authorization', 'content-type', 'idempotency-key', 'last-event-id'],
    exposeHeaders: ['ratelimit', 'ratelimit-policy', 'retry-after'],
    maxAge: 600,
  });
