import { type Clock, type EventMap, readOrRefuse, type TouchlineError } from '@touchline/core';
import type { Connectors, Router } from '@touchline/router';
import { z } from 'zod';
import type { ApiKeys } from './auth/api-key.ts';
import type { JsonWebTokenOptions } from './auth/json-web-token.ts';
import type { ServedHub } from './customers/served-customers.ts';
import type { ApiInfo } from './documents/api-info.ts';
import type { StreamSettings } from './endpoints/stream-events.ts';
import type { WebhookEndpointSettings } from './endpoints/webhook-endpoints/endpoint-registry.ts';
import { type RateLimit, rateLimit } from './limits/rate-limit.ts';

/** What a server is made of. */
export interface ServerOptions<Events extends EventMap, Registered extends Connectors> {
  /** The router that it serves. It is closed with the server. */
  readonly router: Router<Events, Registered>;
  /** The customer hub that it serves, started; its connector is one of the router's. It is closed with the server. */
  readonly hub?: ServedHub;
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
   * to it; the list is kept in the log, with its secrets sealed under `encryptionKeys`. Where that connector is registered it must
   * be said; `false` leaves the endpoints out, for who calls the connector in routes of their own.
   */
  readonly webhookEndpoints?: WebhookEndpointSettings | false;
  /** The web pages that may call this server, by origin: `https://admin.example.com`. Default: none. */
  readonly allowedOrigins?: readonly string[];
  /**
   * Lets everybody read `/openapi.json`, `/asyncapi.json`, `/schemas` and `/docs`. Default: `documents:read` is needed, also
   * for the page at `/docs`, which a browser by itself cannot open then: it sends no key.
   */
  readonly publicDocuments?: boolean;
  /** What the documents say of this API. */
  readonly info?: ApiInfo;
  /** Where the server is, such as `https://touchline.example.com`; with the base path behind it, it stands in the documents. */
  readonly url?: string;
  /**
   * What stands before every path where the server is mounted below one and sees it, such as `/touchline`. Where it is taken
   * away, as Hono and Express do, leave it out, and let {@link url} end with it.
   */
  readonly basePath?: string;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** Told of failures that no endpoint should have: answered as `delivery.unexpected`, with the places in the code here. */
  readonly onUnexpected?: (error: TouchlineError) => void;
}

/**
 * Refuses options that nobody knows or that cannot work: with `apikeys` passed over a server would let nobody in, and a limit
 * that is no number would limit nothing. Keys and tokens are looked at where they are used.
 *
 * @throws TouchlineError `config.invalid` naming each, and no value.
 */
export const checkServerOptions = (options: unknown): void => {
  readOrRefuse((given) => schema.safeParse(given), options, {
    code: 'config.invalid',
    subject: 'Options of the server',
  });
};

const aFunction = z.custom((value) => typeof value === 'function', 'must be a function');
const count = z.int().min(1);
const text = z.string().min(1);

/** Whether it is an origin as browsers write it. */
const isOrigin = (value: string): boolean => URL.parse(value)?.origin === value;

/** Whether paths can stand behind it. */
const isApiUrl = (value: string): boolean => {
  const url = URL.parse(value);
  return (
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    [url.search, url.hash, url.username, url.password].every((part) => part === '') &&
    !/[?#]/.test(value)
  );
};

const schema = z.strictObject({
  router: z.custom(
    (value) => typeof (value as { publishAll?: unknown } | null)?.publishAll === 'function',
    'must be a router',
  ),
  hub: z
    .custom(
      (value) => typeof (value as { customers?: { get?: unknown } } | null)?.customers?.get === 'function',
      'must be a hub',
    )
    .optional(),
  apiKeys: z.unknown().optional(),
  jsonWebTokens: z.unknown().optional(),
  rateLimit: rateLimit.optional(),
  maxBodyBytes: count.optional(),
  maxBatchEvents: count.optional(),
  streams: z
    .strictObject({
      maxStreams: count.optional(),
      maxStreamsPerKey: count.optional(),
      heartbeatMs: count.optional(),
      slowReaderMs: count.optional(),
    })
    .optional(),
  webhookEndpoints: z
    .strictObject({
      // Looked at where they are used, with a sentence that says how to make one.
      encryptionKeys: z.unknown().optional(),
      maxEndpoints: count.optional(),
      maxEndpointsPerTenant: count.optional(),
      allowPrivateAddresses: z.boolean().optional(),
    })
    .or(z.literal(false))
    .optional(),
  allowedOrigins: z
    .array(z.string().refine(isOrigin, 'must be an origin, such as https://admin.example.com'))
    .optional(),
  publicDocuments: z.boolean().optional(),
  info: z
    .strictObject({
      title: text.optional(),
      version: text.optional(),
      description: z.string().optional(),
      license: z
        .strictObject({ name: text, url: z.string().optional(), identifier: z.string().optional() })
        .optional(),
      contact: z
        .strictObject({
          name: z.string().optional(),
          url: z.string().optional(),
          email: z.string().optional(),
        })
        .optional(),
    })
    .optional(),
  url: z
    .string()
    .refine(isApiUrl, 'must be an absolute http or https URL without credentials, query and fragment')
    .optional(),
  basePath: z
    .string()
    .regex(/^(\/[\w.~-]+)*$/, 'must begin with a slash and end without one, such as /touchline')
    .optional(),
  clock: z.object({ now: aFunction, schedule: aFunction }).optional(),
  onUnexpected: aFunction.optional(),
});
