import { randomUUID } from 'node:crypto';
import { assertOutsideUrl, type Clock, matchesPattern, TouchlineError } from '@touchline/core';
import { z } from 'zod';
import type { Caller } from '../auth/caller.ts';
import { isoOf } from '../endpoint/fields.ts';
import { defineEndpoint, type ServerEndpoint } from '../endpoint/server-endpoint.ts';
import type { WebhookEndpointRecord } from '../outbound/webhook-endpoint.ts';
import type { WebhookEndpointStore } from '../outbound/webhook-endpoint-store.ts';
import type { WebhookRoutes } from '../outbound/webhook-routes.ts';
import { createWebhookSecret } from '../outbound/webhook-secret.ts';
import { json, noContent } from '../request/answer.ts';
import type { ServedRouter } from '../served-router.ts';

/** How webhook endpoints are managed. */
export interface WebhookEndpointSettings {
  /** The most endpoints of all. Default 1,000. */
  readonly maxEndpoints?: number;
  /** Of these, the most of one tenant. Default 50. */
  readonly maxEndpointsPerTenant?: number;
  /** Lets endpoints be http and lead to private addresses. For tests and closed networks. Default false. */
  readonly allowPrivateAddresses?: boolean;
}

/** What managing them works with. */
export interface WebhookEndpointOptions {
  readonly router: ServedRouter;
  readonly store: WebhookEndpointStore;
  readonly routes: WebhookRoutes;
  readonly settings: WebhookEndpointSettings;
  readonly clock: Clock;
}

const limits = {
  rate: z
    .strictObject({
      requests: z.int().min(1).max(10_000),
      perSeconds: z.int().min(1).max(3_600),
    })
    .optional()
    .describe('At most so many requests in any such window. Default: no limit.'),
  concurrency: z.int().min(1).max(64).optional().describe('The most requests under way at once. Default 4.'),
};

const newEndpoint = z.strictObject({
  url: z.string().min(1).max(2_048).describe('Where events are sent: https, at a public address.'),
  types: z
    .array(
      z
        .string()
        .max(256)
        .regex(/^(\*|[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*(\.\*)?)$/, 'must be a type or a pattern'),
    )
    .min(1)
    .max(100)
    .describe('Which events: types, or patterns such as `payment.*`.'),
  description: z.string().max(500).optional(),
  ...limits,
});

const secretRotation = z.strictObject({
  overlapSeconds: z
    .int()
    .min(0)
    .max(2_592_000)
    .default(86_400)
    .describe('How long the secret before signs too.'),
});

const endpointView = z
  .object({
    id: z.string(),
    url: z.string(),
    types: z.array(z.string()),
    description: z.string().optional(),
    status: z
      .enum(['active', 'disabled'])
      .describe('`disabled` once it answered 410: its events wait in the log until it is enabled.'),
    createdAt: z.string(),
    secrets: z.int().describe('How many secrets sign: two while one is rotated.'),
    rate: z.object({ requests: z.int(), perSeconds: z.int() }).optional(),
    concurrency: z.int().optional(),
  })
  .meta({ id: 'WebhookEndpoint', description: 'Where events are sent to.' });

const withSecret = endpointView
  .extend({ secret: z.string().describe('What its requests are signed with. It is shown this once.') })
  .meta({ id: 'WebhookEndpointWithSecret', description: 'A webhook endpoint, and its new secret.' });

const parameters = z.object({ id: z.string().min(1).max(100).describe('The id of the endpoint.') });
const content = <Schema extends z.ZodType>(name: string, schema: Schema) => ({
  'application/json': { schema: { name, schema } },
});
const group = { tag: 'Webhooks', scope: 'webhooks:manage' } as const;
const logErrors = ['log.closed', 'log.failed', 'log.full'] as const;

/** `/v1/webhook-endpoints`. */
export const webhookEndpointEndpoints = (options: WebhookEndpointOptions): readonly ServerEndpoint[] => {
  const { router, store, routes, settings, clock } = options;
  const { maxEndpoints = 1_000, maxEndpointsPerTenant = 50, allowPrivateAddresses = false } = settings;

  const visible = async (caller: Caller): Promise<readonly WebhookEndpointRecord[]> => {
    await routes.ready;
    const all = await store.all();
    return all.filter(({ tenantId }) => caller.tenantId === undefined || tenantId === caller.tenantId);
  };
  const find = async (caller: Caller, id: string): Promise<WebhookEndpointRecord> => {
    const record = (await visible(caller)).find((candidate) => candidate.id === id);
    if (record) return record;
    throw new TouchlineError('webhook_endpoint.unknown', 'There is no webhook endpoint with this id.');
  };
  /** Changes one endpoint, which is gone by now or not. */
  const update = async (id: string, changes: (record: WebhookEndpointRecord) => WebhookEndpointRecord) => {
    let updated: WebhookEndpointRecord | undefined;
    await store.change((all) =>
      all.map((record) => {
        if (record.id !== id) return record;
        updated = changes(record);
        return updated;
      }),
    );
    if (updated) await routes.add(updated);
    return updated;
  };

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
        assertReachable(body.url, allowPrivateAddresses);
        assertKnownTypes(body.types, router);
        await routes.ready;
        const secret = createWebhookSecret();
        const record: WebhookEndpointRecord = {
          ...body,
          id: `whe_${randomUUID().replaceAll('-', '')}`,
          status: 'active',
          createdAt: isoOf(clock.now()),
          secrets: [{ secret }],
          ...(caller.tenantId !== undefined && { tenantId: caller.tenantId }),
        };
        await store.change((all) => {
          const own = all.filter(({ tenantId }) => tenantId === caller.tenantId).length;
          if (all.length >= maxEndpoints || (caller.tenantId !== undefined && own >= maxEndpointsPerTenant))
            throw new TouchlineError(
              'webhook_endpoint.limit',
              'There are as many webhook endpoints as may be.',
            );
          return [...all, record];
        });
        await routes.add(record);
        return json({ ...viewOf(record), secret }, 201);
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
      async ({ caller }) => json({ webhookEndpoints: (await visible(caller)).map(viewOf) }),
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
      async ({ parameters: { id }, caller }) => json(viewOf(await find(caller, id))),
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
        await find(caller, id);
        await store.change((all) => all.filter((record) => record.id !== id));
        await routes.remove(id);
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
        await find(caller, id);
        const secret = createWebhookSecret();
        const nowMs = clock.now();
        const expiresAt = isoOf(nowMs + overlapSeconds * 1_000);
        const updated = await update(id, (record) => ({
          ...record,
          secrets: [{ secret }, ...(overlapSeconds > 0 ? [{ ...newest(record), expiresAt }] : [])],
        }));
        return json({ ...viewOf(updated ?? (await find(caller, id))), secret });
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
      async ({ parameters: { id }, caller }) => {
        await find(caller, id);
        const updated = await update(id, (record) => ({ ...record, status: 'active' }));
        routes.resume(id);
        return json(viewOf(updated ?? (await find(caller, id))));
      },
    ),
  ];
};

const newest = ({ secrets: [first] }: WebhookEndpointRecord) => first as WebhookEndpointRecord['secrets'][0];

const viewOf = ({ secrets, tenantId: _, ...record }: WebhookEndpointRecord) => ({
  ...record,
  secrets: secrets.length,
});

/** The address is looked at again with every connection. */
const assertReachable = (url: string, allowPrivateAddresses: boolean): void => {
  try {
    assertOutsideUrl(url, { allowPrivateAddresses });
  } catch (thrown) {
    if (!TouchlineError.isInstance(thrown)) throw thrown;
    throw new TouchlineError('request.invalid', thrown.message, {
      issues: [{ path: 'url', message: 'must be https, at a public address' }],
    });
  }
};

const assertKnownTypes = (types: readonly string[], { catalogue }: ServedRouter): void => {
  const issues = types.flatMap((pattern, index) =>
    catalogue.types.some((type) => matchesPattern(pattern, type))
      ? []
      : [{ path: `types[${index}]`, message: 'matches no event type' }],
  );
  if (issues.length > 0)
    throw new TouchlineError('request.invalid', 'Body is invalid: a pattern matches no event type.', {
      issues,
    });
};
