import {
  defineConnector,
  type ErrorReading,
  type HttpResponse,
  signRequest,
  standardWebhooks,
} from '@touchline/core';
import { z } from 'zod';
import { deliverEvent } from './deliver-event.ts';

/**
 * Delivers events to URLs of your customers', signed as Standard Webhooks. Register it as `webhook`, and the server's API
 * manages the endpoints; or call its one action in a route of your own.
 *
 * An endpoint that answers 410 pauses its route, and nothing is burnt; another 4xx makes a dead letter, but for 408, 425 and
 * 429, which are tried again like a 5xx.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const webhook = defineConnector({
  id: 'webhook',
  title: 'Outbound webhooks',
  category: 'other',
  specVersion: 1,
  config: z.object({
    timeoutMs: z.int().min(1_000).max(60_000).default(15_000),
  }),
  // Without a base URL every URL is outside: https, a public address, none of our headers.
  http: ({ timeoutMs }) => ({ timeoutMs, retries: 0, maxResponseBytes: 1_048_576, toError: readAnswer }),
  actions: (implement) => ({
    deliverEvent: implement(
      deliverEvent,
      async ({ url, secrets, event }, { http, clock, idempotencyKey }) => {
        const body = new TextEncoder().encode(JSON.stringify(event));
        const { status } = await http.request({
          method: 'POST',
          url,
          operation: 'event.deliver',
          body,
          headers: {
            'content-type': mediaType,
            ...signatureHeaders(url, body, secrets, idempotencyKey, clock.now()),
          },
          read: 'bytes',
          // The receiver tells a repetition by its id.
          idempotent: true,
        });
        return { status };
      },
    ),
  }),
});

const mediaType = 'application/cloudevents+json';

/** The headers of Standard Webhooks, with a signature for each secret. */
const signatureHeaders = (
  url: string,
  rawBody: Uint8Array,
  secrets: readonly string[],
  id: string,
  now: number,
): Record<string, string> => {
  const signed = secrets.map(
    (secret) =>
      signRequest(
        standardWebhooks,
        { method: 'POST', url, headers: {}, rawBody },
        { secret, now, values: { id } },
      ).headers,
  );
  return {
    ...signed[0],
    'webhook-signature': signed.map((headers) => headers['webhook-signature']).join(' '),
  };
};

/** What answers mean by the specification; the rest is as everywhere. */
const readAnswer = ({ status }: HttpResponse): ErrorReading | undefined => {
  if (status === 410) return { code: 'http.rejected', disposition: 'reauthorize' };
  if (status === 425) return { code: 'http.server_error', disposition: 'retry' };
  // It is the customer's server that refuses, and no credentials of ours that could be renewed.
  if (status === 401 || status === 403) return { code: 'http.rejected', disposition: 'reject' };
  return undefined;
};
