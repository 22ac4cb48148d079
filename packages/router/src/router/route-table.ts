import {
  type Clock,
  type DeliveryGate,
  type EventCatalogue,
  type EventLog,
  type Subscription,
  TouchlineError,
  toTouchlineError,
} from '@touchline/core';
import { auditRoutes } from './audit.ts';
import { checkRoute, patternsOf } from './check-route.ts';
import { createDestination, type Destination } from './destination.ts';
import type { Emit } from './emit.ts';
import { checkRouteMembers } from './option-schemas.ts';
import { createPausedRoutes } from './paused-routes.ts';
import type { Connectors, ErasedRoute } from './route.ts';
import { type ResolvedPolicy, type RoutePolicy, resolvePolicy } from './route-policy.ts';
import { createRouteRunner, type RouteRunner } from './route-runner.ts';
import type { RouteAudit, RouteHandle, RouteStatus } from './router.ts';

/** What the routes of a router work with. */
export interface RouteTableOptions {
  readonly connectors: Connectors;
  readonly catalogue: EventCatalogue;
  readonly log: EventLog;
  /** The policy of routes that say nothing else. */
  readonly policy: RoutePolicy;
  readonly gate: DeliveryGate | undefined;
  readonly clock: Clock;
  readonly random: () => number;
  readonly emit: Emit;
  /** Attempts were settled, or a route was paused. */
  readonly progressed: () => void;
  readonly maxCausationDepth: number;
}

/** The routes of a router. */
export interface RouteTable {
  /** @throws TouchlineError `route.invalid` */
  add(route: ErasedRoute): RouteHandle;
  /** Forgets a route with everything of it, also one that only the log knows. */
  remove(id: string): Promise<void>;
  /** Opens the cursors that are not open yet; undefined when there are none. */
  open(): Promise<void> | undefined;
  /** Opens all cursors and starts to deliver. */
  start(): Promise<void>;
  /** Holds a route, or lets it go on; durable once it resolves. */
  setPaused(id: string, paused: boolean): Promise<void>;
  status(): Promise<readonly RouteStatus[]>;
  audit(): Promise<readonly RouteAudit[]>;
  all(): Iterable<{ readonly route: ErasedRoute; readonly policy: ResolvedPolicy }>;
  /** Lets what is under way end, for at most so many milliseconds. */
  drain(timeoutMs: number): Promise<void>;
}

/** A route; it is at work once its cursor is open. */
interface Entry {
  readonly route: ErasedRoute;
  readonly policy: ResolvedPolicy;
  opened?: Promise<AtWork>;
}

interface AtWork {
  readonly runner: RouteRunner;
  readonly subscription: Subscription;
}

/** How long a route that is removed may take to end what is under way, in milliseconds. */
const removalTimeoutMs = 10_000;

/**
 * Keeps the routes of a router. Each has its cursor opened once: when it is asked for, when something is published, or when
 * the table starts. A route that an operator paused earlier is paused from its opening on.
 */
export const createRouteTable = (options: RouteTableOptions): RouteTable => {
  const { connectors, log, clock, emit } = options;
  const entries = new Map<string, Entry>();
  const unopened = new Set<Entry>();
  const removals = new Map<string, Promise<void>>();
  const destinations = new Map<string, Destination>();
  const paused = createPausedRoutes(log.bookmarks);
  let started = false;
  let draining = false;

  /** All routes to one connector share its gate. */
  const destinationOf = (name: string): Destination => {
    const existing = destinations.get(name);
    if (existing) return existing;
    const created = createDestination(clock, connectors[name]?.limits.rate);
    destinations.set(name, created);
    return created;
  };

  const subscribe = async ({ route, policy }: Entry): Promise<AtWork> => {
    const isPaused = await paused.has(route.id);
    const subscription = await log.subscribe({
      name: route.id,
      types: patternsOf(route),
      order: policy.order,
      maxParked: policy.maxParked,
      ...(route.start !== undefined && { start: route.start }),
    });
    const connector = connectors[route.to] as Connectors[string];
    const destination = destinationOf(route.to);
    const runner = createRouteRunner({ ...options, route, policy, connector, destination, subscription });
    if (isPaused) runner.pause('operator');
    // A cursor may open late, at another try.
    if (started) runner.start();
    return { subscription, runner };
  };

  const open = async (entry: Entry): Promise<AtWork> => {
    // Who is still starting while the router closes must not begin after everybody ended.
    if (draining && !entry.opened) throw new TouchlineError('router.closed', 'The router is closed.');
    entry.opened ??= subscribe(entry).catch((thrown) => {
      // It can be tried again: a log that could not be written may be so only for a while.
      delete entry.opened;
      throw thrown;
    });
    return entry.opened;
  };

  const openAll = async (): Promise<void> => {
    for (const entry of unopened) {
      await open(entry);
      unopened.delete(entry);
    }
  };

  const find = (id: string): Entry => {
    const entry = entries.get(id);
    if (entry) return entry;
    throw unknown(id);
  };

  const unknown = (id: string): TouchlineError => {
    const known = [...entries.keys()].join(', ') || 'none';
    return new TouchlineError('route.unknown', `There is no route "${id}"; the routes are ${known}.`);
  };

  const remove = async (id: string): Promise<void> => {
    const entry = entries.get(id);
    if (entry) {
      entries.delete(id);
      unopened.delete(entry);
      const { runner } = await open(entry);
      await runner.drain(removalTimeoutMs);
    } else if (!(await log.stats()).subscriptions.includes(id)) throw unknown(id);
    await log.unsubscribe(id);
    await paused.set(id, false);
  };

  const tellFailure = (id: string) => (thrown: unknown) =>
    emit('failed', { route: id, error: toTouchlineError(thrown) });

  const statusOf = async (entry: Entry): Promise<RouteStatus> => {
    const { subscription, runner } = await open(entry);
    const { route } = entry;
    const atWork = runner.breaker === 'closed' ? 'running' : (`breaker ${runner.breaker}` as const);
    const running = started ? atWork : 'stopped';
    return {
      id: route.id,
      on: patternsOf(route),
      to: route.to,
      skippedBy: runner.skippedBy(),
      state: runner.paused ? `paused: ${runner.paused}` : running,
      ...(await subscription.counts()),
    };
  };

  const statuses = (): Promise<readonly RouteStatus[]> => Promise.all([...entries.values()].map(statusOf));

  return {
    add(route) {
      checkRouteMembers(route);
      const policy = resolvePolicy(
        route,
        options.policy,
        connectors[route.to] ?? { limits: {}, category: 'other' },
      );
      checkRoute(route, policy, { ...options, taken: entries });
      const entry: Entry = { route, policy };
      entries.set(route.id, entry);
      unopened.add(entry);
      const ready = started ? open(entry).then(({ runner }) => runner.start()) : Promise.resolve();
      // Whoever does not wait for it hears of a failure all the same.
      ready.catch(tellFailure(route.id));
      return { id: route.id, ready };
    },
    remove(id) {
      const underWay = removals.get(id);
      if (underWay) return underWay;
      const removal = remove(id).finally(() => removals.delete(id));
      removals.set(id, removal);
      return removal;
    },
    open: () => (unopened.size > 0 ? openAll() : undefined),
    async start() {
      await openAll();
      started = true;
      for (const entry of entries.values()) (await open(entry)).runner.start();
    },
    setPaused(id, isPaused) {
      const held = open(find(id)).then(({ runner }) => {
        if (isPaused) runner.pause('operator');
        else runner.resume();
      });
      const done = Promise.all([held, paused.set(id, isPaused)]).then(() => {});
      // Whoever does not wait for it hears of a failure all the same.
      done.catch(tellFailure(id));
      return done;
    },
    status: statuses,
    audit: () => auditRoutes(log, statuses),
    all: () => entries.values(),
    async drain(timeoutMs) {
      draining = true;
      // One that cannot write its cursor any more must not keep the others from ending.
      const drained = await Promise.allSettled(
        [...entries.values()].map(async ({ opened }) => {
          const atWork = await opened?.catch(() => undefined);
          await atWork?.runner.drain(timeoutMs);
        }),
      );
      const failure = drained.find(({ status }) => status === 'rejected');
      if (failure?.status === 'rejected') throw failure.reason;
    },
  };
};
