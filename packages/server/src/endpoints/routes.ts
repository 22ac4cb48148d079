import { TouchlineError } from '@touchline/core';
import { z } from 'zod';
import type { Caller } from '../auth/caller.ts';
import { seesRoute } from '../auth/tenancy.ts';
import { defineEndpoint, type ServerEndpoint } from '../endpoint/server-endpoint.ts';
import { json, noContent } from '../request/answer.ts';
import type { ServedRouter } from '../served-router.ts';

const routeStatus = z
  .object({
    id: z.string(),
    on: z.array(z.string()).describe('The patterns it waits for.'),
    to: z.string().describe('The registered name of its connector.'),
    state: z
      .string()
      .describe('`running`, `stopped`, or why it stands still: `paused: operator`, `breaker open`, …'),
    matched: z.int().describe('delivered + skipped + dead + pending + lost, at any moment.'),
    delivered: z.int(),
    skipped: z.int(),
    skippedBy: z.record(z.string(), z.int()).describe('Since the start, by reason.'),
    dead: z.int().describe('Dead letters, discarded ones included.'),
    pending: z.int().describe('Waiting, under way or parked.'),
    parked: z.int().describe('Of the pending, those parked for a retry.'),
    lost: z.int().describe('Dropped by retention before they were delivered.'),
    retried: z.int(),
    cursor: z.int().describe('The lowest position that is neither settled nor parked.'),
    lag: z.int().describe('How many positions of the log are at the cursor or after it.'),
  })
  .meta({ id: 'RouteStatus', description: 'How a route stands.' });

const routeParameters = z.object({ id: z.string().min(1).max(256).describe('The id of the route.') });

/** `GET /v1/routes`, `POST /v1/routes/{id}/pause` and `/resume`. */
export const routeEndpoints = (router: ServedRouter): readonly ServerEndpoint[] => [
  defineEndpoint(
    {
      method: 'get',
      path: '/v1/routes',
      operationId: 'listRoutes',
      tag: 'Routes',
      summary: 'List routes',
      description: 'How every route stands: its counts, its state and its lag.',
      scope: 'topology:read',
      responses: {
        200: {
          description: 'The routes, in the order in which they were added.',
          content: {
            'application/json': {
              schema: { name: 'RouteList', schema: z.object({ routes: z.array(routeStatus) }) },
            },
          },
        },
      },
      errors: ['log.closed', 'log.failed'],
    },
    async ({ caller }) => {
      const visible = new Set(visibleRoutes(router, caller));
      const { newestPosition = 0 } = await router.stats();
      const status = await router.status();
      return json({
        routes: status
          .filter(({ id }) => visible.has(id))
          .map(({ countedFrom: _, ...row }) => ({
            ...row,
            lag: Math.max(0, newestPosition + 1 - row.cursor),
          })),
      });
    },
  ),
  defineEndpoint(
    {
      method: 'post',
      path: '/v1/routes/{id}/pause',
      operationId: 'pauseRoute',
      tag: 'Routes',
      summary: 'Pause a route',
      description:
        'Its cursor stands still, and events wait in the log. It stays paused across restarts, until it is resumed. Pausing twice does nothing.',
      scope: 'operate',
      parameters: routeParameters,
      responses: { 204: { description: 'It pauses, durably; what is under way ends.' } },
      errors: ['route.unknown', 'log.closed', 'log.failed', 'log.full'],
    },
    async ({ parameters: { id }, caller }) => {
      await router.pause(visibleRoute(router, caller, id));
      return noContent();
    },
  ),
  defineEndpoint(
    {
      method: 'post',
      path: '/v1/routes/{id}/resume',
      operationId: 'resumeRoute',
      tag: 'Routes',
      summary: 'Resume a route',
      description: 'It goes on where it stood. Resuming what is not paused does nothing.',
      scope: 'operate',
      parameters: routeParameters,
      responses: { 204: { description: 'It goes on.' } },
      errors: ['route.unknown', 'log.closed', 'log.failed', 'log.full'],
    },
    async ({ parameters: { id }, caller }) => {
      await router.resume(visibleRoute(router, caller, id));
      return noContent();
    },
  ),
];

/** The ids of the routes that a caller may see. */
export const visibleRoutes = (router: ServedRouter, caller: Caller): readonly string[] =>
  router
    .topology()
    .routes.filter((route) => seesRoute(caller, route))
    .map(({ id }) => id);

const visibleRoute = (router: ServedRouter, caller: Caller, id: string): string => {
  if (visibleRoutes(router, caller).includes(id)) return id;
  throw new TouchlineError('route.unknown', 'There is no such route; GET /v1/routes lists them.');
};
