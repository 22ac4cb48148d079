import {
  type Connector,
  defineAction,
  defineConnector,
  type EventLog,
  type TouchpointEvents,
} from '@touchline/core';
import { z } from 'zod';
import { createRouter, type DefineRoute, type RoutePolicy, type Router } from '../src/index.ts';
import { countdown } from './load.ts';

/** What a route's action does with a payment; it is the action itself, so that nothing stands between it and the router. */
export type Handler = (payment: { readonly paymentId: string }) => Promise<Done>;

/** What the action answers: nothing. */
export type Done = Record<string, never>;

/** A handler that calls this for each payment, and does nothing else. */
export const handling =
  (call: () => void): Handler =>
  async () => {
    call();
    return {};
  };

/** A handler that does nothing at all. */
export const idle: Handler = async () => ({});

const recordPayment = defineAction({
  name: 'recordPayment',
  title: 'Record a payment',
  description: 'Takes note of a payment.',
  input: z.object({ paymentId: z.string() }),
  output: z.object({}),
  effect: 'write',
  idempotent: 'key',
});

/** A vendor's account whose one action is this handler; it reaches no network. */
export const destination = (id: string, handler: Handler) =>
  defineConnector({
    id,
    title: id,
    category: 'other',
    specVersion: 1,
    config: z.object({}),
    http: () => ({ baseUrl: 'http://127.0.0.1:1' }),
    actions: (implement) => ({
      recordPayment: implement(recordPayment, handler),
    }),
  })({});

/** A route of a fan-out. */
export interface FanOutRoute {
  readonly id: string;
  /** Default: payments that succeeded. */
  readonly on?: string;
  readonly policy?: RoutePolicy;
  readonly connector: ReturnType<typeof destination>;
}

/** The destinations of a fan-out, by the ids of their connectors. */
type Destinations = Readonly<Record<string, FanOutRoute['connector']>>;

const define = <Result>(
  route: DefineRoute<TouchpointEvents, Destinations, Result>,
  { id, on = 'payment.succeeded', policy, connector }: FanOutRoute,
): Result =>
  route({
    ...policy,
    id,
    on: on as 'payment.succeeded',
    to: connector.id,
    map: ({ data }, { call }) => call.recordPayment({ paymentId: data.paymentId }),
  });

/** Starts a router with these routes. */
export const startFanOut = async (log: EventLog, routes: readonly FanOutRoute[]): Promise<Router> => {
  const connectors: Record<string, Connector> = {};
  for (const { connector } of routes) connectors[connector.id] = connector;
  const router = createRouter({
    connectors: connectors as Destinations,
    log,
    routes: (route) => routes.map((each) => define(route, each)),
  });
  router.on('failed', ({ route, error }) => console.error(`Route ${route} failed:`, error));
  await router.start();
  return router as unknown as Router;
};

/** Adds routes that the router was started with, and that were taken away since. */
export const addRoutes = async (router: Router, routes: readonly FanOutRoute[]): Promise<void> => {
  const { route } = router as unknown as Router<TouchpointEvents, Destinations>;
  await Promise.all(routes.map((each) => define(route, each).ready));
};

/** Takes routes away, with all that they have left to do. */
export const takeAway = async (router: Router, routes: readonly FanOutRoute[]): Promise<void> => {
  for (const { id } of routes) await router.removeRoute(id);
};

/** A route to a destination of its own. */
export const routeTo = (id: string, handler: Handler, policy: RoutePolicy = {}): FanOutRoute => ({
  id,
  policy,
  connector: destination(id, handler),
});

/** So many routes, each to a destination of its own, all with the same handler. */
export const alike = (count: number, handler: Handler, policy?: RoutePolicy): readonly FanOutRoute[] =>
  Array.from({ length: count }, (_, index) => routeTo(`destination-${index}`, handler, policy));

/** A router that stands while rounds come and go, with so many routes that deliver. */
export interface StandingFanOut {
  /** Lets so many events be published, and waits until each is delivered to all. */
  deliver(events: number, publish: (router: Router) => Promise<unknown>): Promise<void>;
  /** Looks whether every delivery is accounted for, and ends. */
  close(): Promise<void>;
}

/** Starts a router whose routes to `width` destinations all deliver; nothing is delivered on the others. */
export const standFanOut = async (
  log: EventLog,
  width: number,
  others: readonly FanOutRoute[] = [],
): Promise<StandingFanOut> => {
  let delivered = (): void => {};
  let published = 0;
  const delivering = alike(
    width,
    handling(() => delivered()),
  );
  const router = await startFanOut(log, [...delivering, ...others]);
  const wide = new Set(delivering.map(({ id }) => id));
  return {
    async deliver(events, publish) {
      const all = countdown(events * width);
      delivered = all.call;
      await publish(router);
      await all.done;
      await router.settled();
      published += events;
    },
    async close() {
      await assertAudit(router, (route) => (wide.has(route) ? published : 0));
      await router.close();
    },
  };
};

/** Every delivery must be done and accounted for, or the measurement is worth nothing. */
export const assertAudit = async (
  router: Router,
  expected: number | ((route: string) => number),
): Promise<void> => {
  for (const { id, balanced, delivered } of await router.audit()) {
    const wanted = typeof expected === 'number' ? expected : expected(id);
    if (!balanced || delivered !== wanted)
      throw new Error(`Route ${id} delivered ${delivered} of ${wanted}; balanced: ${balanced}.`);
  }
};
