import { z } from 'zod';
import { type Caller, mayUse } from '../auth/caller.ts';
import { seesRoute } from '../auth/tenancy.ts';
import { defineEndpoint, type ServerEndpoint } from '../endpoint/server-endpoint.ts';
import { json } from '../request/answer.ts';
import type { ServedRouter } from '../served-router.ts';
import type { LastChecks } from './last-checks.ts';

const connectorNode = z
  .object({
    name: z.string().describe('The name it is registered under.'),
    connector: z.string().describe("The vendor's id."),
    title: z.string(),
    category: z.string(),
    inbound: z.array(z.enum(['webhook', 'poll', 'stream'])).describe('The ways in that it has.'),
    actions: z.array(
      z.object({
        name: z.string(),
        effect: z.enum(['read', 'write', 'destructive']),
        idempotent: z.enum(['key', 'natural', 'no']),
      }),
    ),
    reactsTo: z.array(z.string()).describe('The event types that it reacts to by default.'),
    erases: z.boolean().describe('Whether it can forget a person.'),
  })
  .meta({ id: 'ConnectorNode', description: 'A registered connector.' });

const ingressCounts = z
  .object({
    received: z.int().describe('Webhooks that were verified and held.'),
    events: z.int().describe('Events that were new to the log.'),
    duplicates: z.int().describe('Events that the log held already.'),
    failed: z.int().describe('Items that were kept as dead letters.'),
    ignored: z.record(z.string(), z.int()).describe('Items of kinds that are not mapped, by kind.'),
    refused: z.record(z.string(), z.int()).describe('Requests that were not let in, by error code.'),
  })
  .meta({ id: 'IngressCounts', description: "What came in through a connector's webhook since the start." });

const routeEdge = z
  .object({
    id: z.string(),
    on: z.array(z.string()).describe('The patterns it waits for.'),
    to: z.string().describe('The registered name of its connector.'),
    byDefault: z.boolean().describe("True for the route that the connector's registration made."),
    decidedBy: z.enum(['reaction', 'map']),
    filter: z
      .union([z.literal('function'), z.record(z.string(), z.unknown())])
      .optional()
      .describe('The filter where it is data, `function` where it is code.'),
    policy: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'RouteEdge', description: 'A route: which events go to which connector.' });

const lastCheck = z
  .object({
    healthy: z.boolean(),
    checkedAt: z.string().describe('RFC 3339.'),
    code: z.string().optional().describe('The code of the error, where they were not good.'),
  })
  .meta({
    id: 'LastCheck',
    description: 'How the credentials of a connector were when they were last checked.',
  });

const connectorStatus = connectorNode
  .extend({
    href: z.string().describe('The path of its details: the schemas of its config and its actions.'),
    lastCheck: lastCheck
      .optional()
      .describe('Absent until it was checked since the start: `POST /v1/connectors/{connector}/check`.'),
    ingress: ingressCounts.optional(),
  })
  .meta({
    id: 'ConnectorStatus',
    description: 'A registered connector, how its credentials were, and what came in through it.',
  });

/** `GET /v1/connectors` and `/v1/topology`. */
export const topologyEndpoints = (
  router: ServedRouter,
  lastChecks: LastChecks,
): readonly ServerEndpoint[] => [
  defineEndpoint(
    {
      method: 'get',
      path: '/v1/connectors',
      operationId: 'listConnectors',
      tag: 'Topology',
      summary: 'List connectors',
      description:
        'The registered connectors, what they can do, and what came in through each; that is of all tenants, so a key of one does not see it.',
      scope: 'topology:read',
      responses: {
        200: {
          description: 'The connectors, in the order in which they are registered.',
          content: {
            'application/json': {
              schema: {
                name: 'ConnectorList',
                schema: z.object({
                  connectors: z.array(connectorStatus),
                }),
              },
            },
          },
        },
      },
    },
    ({ caller }) => {
      const ingress = caller.tenantId === undefined ? router.ingress() : {};
      return json({
        connectors: visibleTopology(router, caller).connectors.map((node) => ({
          ...node,
          href: `/v1/connectors/${node.name}`,
          lastCheck: lastChecks.of(node.name),
          ...(ingress[node.name] && { ingress: ingress[node.name] }),
        })),
      });
    },
  ),
  defineEndpoint(
    {
      method: 'get',
      path: '/v1/topology',
      operationId: 'readTopology',
      tag: 'Topology',
      summary: 'See what is connected to what',
      description: 'Connectors and routes as plain data: to draw it, to store it, to compare it.',
      scope: 'topology:read',
      responses: {
        200: {
          description: 'The topology.',
          content: {
            'application/json': {
              schema: {
                name: 'Topology',
                schema: z.object({ connectors: z.array(connectorNode), routes: z.array(routeEdge) }),
              },
            },
          },
        },
      },
    },
    ({ caller }) => json(visibleTopology(router, caller)),
  ),
];

/** The connectors that a caller may use, and the routes that they may see. */
const visibleTopology = (router: ServedRouter, caller: Caller) => {
  const { connectors, routes } = router.topology();
  return {
    connectors: connectors.filter(({ name }) => mayUse(caller, name)),
    routes: routes.filter((route) => seesRoute(caller, route)),
  };
};
