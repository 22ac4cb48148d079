import { z } from 'zod';
import { defineEndpoint, type ServerEndpoint } from '../endpoint/server-endpoint.ts';
import { securityHeaders } from '../request/security-headers.ts';
import type { ServedRouter } from '../served-router.ts';

/** `ANY /webhooks/{connector}`: what vendors call. Their signatures are their credentials. */
export const webhookEndpoint = (router: ServedRouter): ServerEndpoint =>
  defineEndpoint(
    {
      method: 'post',
      path: '/webhooks/{connector}',
      operationId: 'receiveWebhook',
      tag: 'Webhooks in',
      summary: 'Receive a webhook',
      description:
        'For vendors: the signature is verified over the raw body, and the answer, in the form that the vendor demands, is sent once the events are durable. Any method is taken; some vendors check a URL with a GET.',
      parameters: z.object({
        connector: z.string().min(1).max(100).describe('The registered name of the connector.'),
      }),
      everyMethod: true,
      bodyReading: 'untouched',
      body: { content: { '*/*': {} }, optional: true, description: 'As the vendor signs it.' },
      responses: { 200: { description: 'It is durable; the body is what the vendor demands.' } },
      errors: [
        'connector.unknown',
        'log.failed',
        'log.full',
        'webhook.body_malformed',
        'webhook.body_too_large',
        'webhook.method_not_allowed',
        'webhook.not_supported',
        'webhook.signature_invalid',
        'webhook.signature_missing',
        'webhook.timestamp_stale',
      ],
    },
    ({ request, parameters: { connector } }) =>
      router.receive(connector, request, { headers: securityHeaders }),
  );
