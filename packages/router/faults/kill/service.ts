import { createKit, defineAction, type EventMap, type Kit, TouchlineError } from '@touchline/core';
import { z } from 'zod';
import { createSqliteLog } from '../../src/log/sqlite-log.ts';
import { createRouter } from '../../src/router/create-router.ts';
import type { Recorder } from './record.ts';

const kit = createKit({ 'kill.made': z.object({ n: z.number() }) });

type KillEvents = typeof kit extends Kit<infer Events extends EventMap> ? Events : never;

const store = defineAction({
  name: 'store',
  title: 'Store',
  description: 'Writes down that it was called.',
  input: z.object({ route: z.string(), id: z.string(), n: z.number() }),
  output: z.object({}),
  effect: 'write',
  idempotent: 'key',
});

/** What the service promises to survive. */
export type Durability = 'power-loss' | 'process-crash';

/** The routes of the service: one in order of its keys, one as fast as it goes. */
export const routeIds = ['in-order', 'at-once'] as const;

/** Every so manyth event is rejected by the destination, and fails at its first attempt. */
export const rejectedEvery = 29;
const failsEvery = 7;

/** The service that is killed: a router over a SQLite file, with a destination that writes down every call at once. */
export const openService = (path: string, durability: Durability, record: Recorder) => {
  const connector = kit.defineConnector({
    id: 'recorder',
    title: 'Recorder',
    category: 'other',
    specVersion: 1,
    config: z.object({}),
    actions: (implement) => ({
      store: implement(store, async ({ route, id, n }, { idempotencyKey, attempt }) => {
        record('called', route, id, idempotencyKey, attempt);
        if (n % rejectedEvery === 0) throw new TouchlineError('http.rejected', 'Never.');
        if (n % failsEvery === 0 && attempt === 1) throw new TouchlineError('http.server_error', 'Not now.');
        record('done', route, id);
        return {};
      }),
    }),
  })({});
  const log = createSqliteLog({ path, durability, writer: 'thread' });
  const router = createRouter<{ recorder: typeof connector }, KillEvents>({
    connectors: { recorder: connector },
    kit,
    log,
    policy: { retry: { baseMs: 5 }, breaker: 'off' },
    routes: (route) =>
      routeIds.map((id) =>
        route({
          id,
          on: 'kill.made',
          to: 'recorder',
          order: id === 'in-order' ? 'partition' : 'none',
          map: (event, { call }) => call.store({ route: id, id: event.id, n: event.data.n }),
        }),
      ),
  });
  router.on('delivered', ({ route, event }) => record('settled', route, event.id));
  router.on('dead', ({ route, event }) => record('settled', route, event.id));
  return { router, log };
};
