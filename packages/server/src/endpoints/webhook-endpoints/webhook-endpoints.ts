import { z } from 'zod';
import { defineEndpoint, type ServerEndpoint } from '../../endpoint/server-endpoint.ts';
import { json, noContent } from '../../request/answer.ts';
import { createEndpointRegistry, newestSecret, type WebhookEndpointOptions } from './endpoint-registry.ts';
import {
  endpointView,
  newEndpoint,
  parameters,
  secretRotation,
  viewOf,
  withSecret,
} from './endpoint-schemas.ts';

const content = <Schema extends z.ZodType>(name: string, schema: Schema) => ({
  'application/json': { schema: { name, schema } },
});
const group = { tag: 'Webhooks', scope: 'webhooks:manage' } as const;
const logErrors = ['log.closed', 'log.failed', 'log.full'] as const;

/** `/v1/webhook-endpoints`. */
export const webhookEndpointEndpoints = (options: WebhookEndpointOptions): readonly ServerEndpoint[] => {
  const registry = createEndpointRegistry(options);
  return [
    defineEndpoint(
      {
        ...group,
        method: 'post',
        path: '/v1/webhook-endpoints',
        operationId: 'createWebhookEndpoint',
        summary: 'Create a webhook endpoint',
        description:
          'Events of these types are sent there from now on, signed as Standard Webhooks; see the webhooks of this document.',
        body: { content: content('NewWebhookEndpoint', newEndpoint) },
        responses: {
          201: { description: 'It is there.', content: content('WebhookEndpointWithSecret', withSecret) },
        },
        errors: [...logErrors, 'webhook_endpoint.limit'],
      },
      async ({ body, caller }) => {
        const created = await registry.create(caller, body);
        return json({ ...viewOf(created), secret: newestSecret(created).secret }, 201);
      },
    ),
    defineEndpoint(
      {
        ...group,
        method: 'get',
        path: '/v1/webhook-endpoints',
        operationId: 'listWebhookEndpoints',
        summary: 'List webhook endpoints',
        description: 'All of them, without their secrets, in the order in which they were created.',
        responses: {
          200: {
            description: 'The endpoints.',
            content: content('WebhookEndpointList', z.object({ webhookEndpoints: z.array(endpointView) })),
          },
        },
        errors: logErrors,
      },
      async ({ caller }) => json({ webhookEndpoints: (await registry.list(caller)).map(viewOf) }),
    ),
    defineEndpoint(
      {
        ...group,
        method: 'get',
        path: '/v1/webhook-endpoints/{id}',
        operationId: 'readWebhookEndpoint',
        summary: 'Read a webhook endpoint',
        description: 'One endpoint, without its secret.',
        parameters,
        responses: {
          200: { description: 'The endpoint.', content: content('WebhookEndpoint', endpointView) },
        },
        errors: [...logErrors, 'webhook_endpoint.unknown'],
      },
      async ({ parameters: { id }, caller }) => json(viewOf(await registry.find(caller, id))),
    ),
    defineEndpoint(
      {
        ...group,
        method: 'delete',
        path: '/v1/webhook-endpoints/{id}',
        operationId: 'deleteWebhookEndpoint',
        summary: 'Delete a webhook endpoint',
        description: 'Nothing is sent there any more; its dead letters are forgotten.',
        parameters,
        responses: { 204: { description: 'It is gone.' } },
        errors: [...logErrors, 'webhook_endpoint.unknown'],
      },
      async ({ parameters: { id }, caller }) => {
        await registry.remove(caller, id);
        return noContent();
      },
    ),
    defineEndpoint(
      {
        ...group,
        method: 'post',
        path: '/v1/webhook-endpoints/{id}/rotate-secret',
        operationId: 'rotateWebhookSecret',
        summary: 'Rotate the secret of a webhook endpoint',
        description:
          'It gets a new secret at once. The one before signs beside it for `overlapSeconds`, so that receivers can change over.',
        parameters,
        body: {
          content: content('SecretRotation', secretRotation),
          optional: true,
        },
        responses: {
          200: {
            description: 'It has a new secret.',
            content: content('WebhookEndpointWithSecret', withSecret),
          },
        },
        errors: [...logErrors, 'webhook_endpoint.unknown'],
      },
      async ({ parameters: { id }, body: { overlapSeconds }, caller }) => {
        const rotated = await registry.rotateSecret(caller, id, overlapSeconds * 1_000);
        return json({ ...viewOf(rotated), secret: newestSecret(rotated).secret });
      },
    ),
    defineEndpoint(
      {
        ...group,
        method: 'post',
        path: '/v1/webhook-endpoints/{id}/enable',
        operationId: 'enableWebhookEndpoint',
        summary: 'Enable a webhook endpoint',
        description: 'For one that was disabled by its answer 410: the events that waited are sent.',
        parameters,
        responses: {
          200: { description: 'It is active.', content: content('WebhookEndpoint', endpointView) },
        },
        errors: [...logErrors, 'webhook_endpoint.unknown'],
      },
      async ({ parameters: { id }, caller }) => json(viewOf(await registry.enable(caller, id))),
    ),
  ];
};
