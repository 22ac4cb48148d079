import { type Clock, type EventMap, systemClock, TouchlineError, toTouchlineError } from '@touchline/core';
import { type AsyncApiDocument, actionEndpoints, distinctEndpoints } from '@touchline/openapi';
import { type Connectors, collectMetrics } from '@touchline/router';
import { Hono, type MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { createAuthenticator } from './auth/authenticate.ts';
import { customerEndpoints } from './customers/customer-endpoints.ts';
import { type OpenApi, serverAsyncApi, serverOpenApi } from './documents/server-documents.ts';
import { mountEndpoints } from './endpoint/mount-endpoints.ts';
import type { ServerEndpoint } from './endpoint/server-endpoint.ts';
import { actionEndpointsOf } from './endpoints/actions.ts';
import { connectorEndpoints } from './endpoints/connectors.ts';
import { deadLetterEndpoints } from './endpoints/dead-letters/dead-letters.ts';
import { documentEndpoints } from './endpoints/documents.ts';
import { createLastChecks } from './endpoints/last-checks.ts';
import { probeEndpoints } from './endpoints/probes.ts';
import { publishEndpoint } from './endpoints/publish-events.ts';
import { readEndpoints } from './endpoints/read-events.ts';
import { routeEndpoints } from './endpoints/routes.ts';
import { streamEndpoint } from './endpoints/stream-events.ts';
import { topologyEndpoints } from './endpoints/topology.ts';
import { webhookEndpointEndpoints } from './endpoints/webhook-endpoints/webhook-endpoints.ts';
import { webhookEndpoint } from './endpoints/webhooks.ts';
import { createRateLimiter } from './limits/rate-limit.ts';
import { createSecretSeal } from './outbound/secret-seal.ts';
import { createWebhookEndpointStore } from './outbound/webhook-endpoint-store.ts';
import { createWebhookRoutes } from './outbound/webhook-routes.ts';
import { problem } from './request/answer.ts';
import { createIdempotencyKeys } from './request/idempotency-keys.ts';
import { createOpenRequests } from './request/open-requests.ts';
import { securityHeaders, withHeaders } from './request/security-headers.ts';
import type { ServedRouter } from './served-router.ts';
import { checkServerOptions, type ServerOptions } from './server-options.ts';
import { watchHead } from './stream/head-watch.ts';
import { createPlaces } from './stream/stream-places.ts';

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
   * closes the router and the hub. Closing twice does nothing.
   */
  close(options?: { readonly timeoutMs?: number }): Promise<void>;
}

/**
 * Creates the HTTP API of a router. The router is started by whoever made it.
 *
 * @throws TouchlineError `config.invalid` for an option that nobody knows or that cannot work, a key's record that cannot be
 *   one, webhook endpoints without a key for their secrets, or endpoints that cannot be told apart in the documents.
 */
export const createServer = <Events extends EventMap, Registered extends Connectors>(
  options: ServerOptions<Events, Registered>,
): Server => assemble(options as unknown as ServerOptions<EventMap, Connectors>);

const assemble = (options: ServerOptions<EventMap, Connectors>): Server => {
  checkServerOptions(options);
  const { clock = systemClock, basePath = '', info = {}, streams = {}, jsonWebTokens, apiKeys } = options;
  const { maxBodyBytes = 4_194_304, maxBatchEvents = 1_000, onUnexpected = () => undefined } = options;
  const router = options.router as unknown as ServedRouter;
  const { now } = clock;
  const authenticate = createAuthenticator({ apiKeys, jsonWebTokens, now, onUnavailable: onUnexpected });
  const metrics = collectMetrics(options.router, { clock });
  const requests = createOpenRequests(clock);
  const idempotencyKeys = createIdempotencyKeys(router.bookmarks, now);
  const head = watchHead(router);
  const lastChecks = createLastChecks(clock);
  const closed = new AbortController();
  const takePlace = createPlaces(streams);
  const outbound = createOutbound(options, router, clock, onUnexpected);

  const endpoints: readonly ServerEndpoint[] = [
    publishEndpoint({ router, clock, idempotencyKeys, maxBatchEvents }),
    streamEndpoint({
      router,
      clock,
      authenticate,
      head,
      settings: streams,
      takePlace,
      closing: closed.signal,
    }),
    ...readEndpoints(router),
    webhookEndpoint(router),
    ...(outbound?.endpoints ?? []),
    ...(options.hub
      ? customerEndpoints({
          hub: options.hub,
          router,
          idempotencyKeys,
          clock,
          authenticate,
          settings: streams,
          takePlace,
          closing: closed.signal,
        })
      : []),
    ...topologyEndpoints(router, lastChecks),
    ...connectorEndpoints(router, lastChecks),
    ...routeEndpoints(router),
    ...deadLetterEndpoints(router),
    ...probeEndpoints({ router, metrics, webhookFailure: () => outbound?.failure() }),
    ...documentEndpoints({
      router,
      openApi: openApiDocument,
      asyncApi: asyncApiDocument,
      isPublic: options.publicDocuments ?? false,
    }),
  ];

  distinctEndpoints([...endpoints, ...actionEndpoints(router.connectors)]);

  function documentOptions() {
    return { router, info, url: options.url, basePath, endpoints, takesTokens: jsonWebTokens !== undefined };
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
  mountEndpoints(app, [...endpoints, ...actionEndpointsOf({ router, idempotencyKeys })], {
    authenticate,
    rateLimiter: createRateLimiter(options.rateLimit ?? { requests: 6_000, perMs: 60_000 }, now),
    maxBodyBytes,
    onUnexpected,
  });

  let closing: Promise<void> | undefined;
  return {
    fetch: (request) => requests.track(async () => app.fetch(request)),
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
        await options.hub?.close();
      })();
      return closing;
    },
  };
};

/** Webhook endpoints, where the connector that delivers to them is registered. */
const createOutbound = (
  { webhookEndpoints: settings }: Pick<ServerOptions<EventMap, Connectors>, 'webhookEndpoints'>,
  router: ServedRouter,
  clock: Clock,
  onUnexpected: (error: TouchlineError) => void,
) => {
  const connector = Object.entries(router.connectors).find(([, { id }]) => id === 'webhook')?.[0];
  if (connector === undefined || settings === false) return undefined;
  if (!settings)
    throw new TouchlineError(
      'config.invalid',
      'The connector of outbound webhooks is registered: give webhookEndpoints its encryptionKeys ("openssl rand -base64 32" makes one), or say webhookEndpoints: false.',
    );
  const seal = createSecretSeal(settings.encryptionKeys);
  const store = createWebhookEndpointStore(router.bookmarks, seal);
  const routes = createWebhookRoutes({ router, connector, store, clock, onUnexpected });
  return {
    endpoints: webhookEndpointEndpoints({ router, store, routes, settings, clock }),
    failure: () => routes.failure,
    stop: routes.stop,
  };
};

const crossOrigin = (origins: readonly string[]): MiddlewareHandler => {
  const answer = cors({
    origin: [...origins],
    allowMethods: ['GET', 'POST', 'DELETE'],
    allowHeaders: ['authorization', 'content-type', 'idempotency-key', 'last-event-id'],
    exposeHeaders: ['ratelimit', 'ratelimit-policy', 'retry-after'],
    maxAge: 600,
  });
  return async (context, next) => {
    const preflight = await answer(context, next);
    return preflight && withHeaders(preflight, securityHeaders);
  };
};
