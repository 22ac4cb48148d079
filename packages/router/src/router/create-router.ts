import {
  type DeadLetter,
  type EventCatalogue,
  type EventDraft,
  type EventMap,
  type Kit,
  systemClock,
  TouchlineError,
  type TouchlineEvent,
  type TouchpointEvents,
  toTouchlineError,
  touchpointKit,
} from '@touchline/core';
import { auditRoute } from './audit.ts';
import { checkRoute, patternsOf } from './check-route.ts';
import { createDestination, type Destination } from './destination.ts';
import { createListeners } from './emit.ts';
import { assertSize } from './event-size.ts';
import { createIngress, type Ingress, problemResponse } from './ingress.ts';
import { createRetention } from './retention.ts';
import type { Connectors, ErasedRoute } from './route.ts';
import { type ResolvedPolicy, resolvePolicy } from './route-policy.ts';
import { createRouteRunner, type RouteRunner } from './route-runner.ts';
import type {
  PublishReceipt,
  ReplayReport,
  RouteAudit,
  RouteHandle,
  Router,
  RouterOptions,
  RouteStatus,
} from './router.ts';
import { createPollRunner, createStreamRunner, type SourceRunner } from './source-runner.ts';
import { topologyOf } from './topology.ts';

/** A registered route; its runner and subscription exist once the cursors are open. */
interface Registered {
  readonly route: ErasedRoute;
  readonly policy: ResolvedPolicy;
  opened?: Promise<Opened>;
}

interface Opened {
  readonly runner: RouteRunner;
  readonly subscription: Awaited<ReturnType<RouterOptions<EventMap, Connectors>['log']['subscribe']>>;
}

/**
 * Creates a router. Everything that cannot work is refused here, with one sentence that says what to change; nothing runs
 * before {@link Router.start}.
 *
 * @throws TouchlineError `route.invalid`, `connector.invalid`
 */
export const createRouter = <const Names extends Connectors, Events extends EventMap = TouchpointEvents>(
  options: RouterOptions<Events, Names>,
): Router<Events, Names> =>
  assemble(options as unknown as RouterOptions<EventMap, Connectors>) as unknown as Router<Events, Names>;

const assemble = (options: RouterOptions<EventMap, Connectors>): Router<EventMap, Connectors> => {
  const { connectors, log, clock = systemClock, random = Math.random, source = '/app', publicUrl } = options;
  const { maxEventBytes = 262_144, maxCausationDepth = 16 } = options;
  const catalogue = ((options.kit ?? touchpointKit) as Kit<EventMap>).catalogue as EventCatalogue;

  const { emit, on } = createListeners();
  const routes = new Map<string, Registered>();
  const destinations = new Map<string, Destination>();
  const ingresses = new Map<string, Ingress>();
  const sources: SourceRunner[] = [];
  const retention = options.retention && createRetention(log, options.retention, clock, emit);
  let state: 'new' | 'started' | 'closed' = 'new';
  let closing: Promise<void> | undefined;

  /** Those who wait for deliveries to settle. */
  const watchers = new Set<() => void>();
  const progressed = (): void => {
    for (const watcher of watchers) watcher();
  };

  const assertOpen = (): void => {
    if (state === 'closed') throw new TouchlineError('router.closed', 'The router is closed.');
  };

  // ── Events in ────────────────────────────────────────────────────────────────────────────────────────────────────

  const append = async (events: readonly TouchlineEvent[]) => {
    assertOpen();
    for (const event of events) assertSize(event, maxEventBytes);
    if (unopened.size > 0) await openAll();
    const receipts = await log.append(events);
    if (!emit.heard('published') && !emit.heard('duplicate')) return receipts;
    receipts.forEach(({ position, duplicate }, index) => {
      emit(duplicate ? 'duplicate' : 'published', { event: events[index] as TouchlineEvent, position });
    });
    return receipts;
  };

  const appendFromOutside = async (events: readonly TouchlineEvent[]): Promise<number> =>
    (await append(events)).filter(({ duplicate }) => !duplicate).length;

  const publishAll = async (
    drafts: readonly EventDraft[],
  ): Promise<readonly PublishReceipt<TouchlineEvent>[]> => {
    const events = drafts.map(
      (draft) => catalogue.create(draft, { source, now: clock.now }) as TouchlineEvent,
    );
    const receipts = await append(events);
    return receipts.map((receipt, index) => ({ ...receipt, event: events[index] as TouchlineEvent }));
  };

  // ── Routes ───────────────────────────────────────────────────────────────────────────────────────────────────────

  const destinationOf = (name: string): Destination => {
    const existing = destinations.get(name);
    if (existing) return existing;
    const created = createDestination(clock, connectors[name]?.limits.rate);
    destinations.set(name, created);
    return created;
  };

  const addRoute = (route: ErasedRoute): RouteHandle => {
    assertOpen();
    const policy = resolvePolicy(route, options.policy ?? {}, connectors[route.to]?.limits ?? {});
    checkRoute(route, policy, connectors, catalogue, routes);
    const registered: Registered = { route, policy };
    routes.set(route.id, registered);
    unopened.add(registered);
    const ready =
      state === 'started' ? open(registered).then(({ runner }) => runner.start()) : Promise.resolve();
    return { id: route.id, ready };
  };

  const open = (registered: Registered): Promise<Opened> => {
    registered.opened ??= (async () => {
      const { route, policy } = registered;
      const subscription = await log.subscribe({
        name: route.id,
        types: patternsOf(route),
        order: policy.order,
        maxParked: policy.maxParked,
        ...(route.start !== undefined && { start: route.start }),
      });
      const connector = connectors[route.to] as Connectors[string];
      const destination = destinationOf(route.to);
      return {
        subscription,
        runner: createRouteRunner({
          route,
          policy,
          connector,
          destination,
          subscription,
          clock,
          random,
          emit,
          progressed,
          maxCausationDepth,
        }),
      };
    })().catch((thrown) => {
      // It can be tried again: a log that could not be written may be so only for a while.
      delete registered.opened;
      throw thrown;
    });
    return registered.opened;
  };

  /** Routes whose cursors are not open yet. */
  const unopened = new Set<Registered>();

  /** An event published before `start` must reach the routes that are registered, so their cursors come first. */
  const openAll = async (): Promise<void> => {
    for (const registered of unopened) {
      await open(registered);
      unopened.delete(registered);
    }
  };

  const registeredRoute = (id: string): Registered => {
    const registered = routes.get(id);
    if (!registered)
      throw new TouchlineError(
        'route.unknown',
        `There is no route "${id}"; the routes are ${[...routes.keys()].join(', ') || 'none'}.`,
      );
    return registered;
  };

  const runnerOf = (id: string, act: (runner: RouteRunner) => void): void => {
    void open(registeredRoute(id)).then(
      ({ runner }) => act(runner),
      (thrown) => emit('failed', { route: id, error: toTouchlineError(thrown) }),
    );
  };

  const statusOf = async (registered: Registered): Promise<RouteStatus> => {
    const { subscription, runner } = await open(registered);
    const { route } = registered;
    const atWork = runner.breaker === 'closed' ? 'running' : (`breaker ${runner.breaker}` as const);
    const running = state === 'started' ? atWork : 'stopped';
    return {
      id: route.id,
      on: patternsOf(route),
      to: route.to,
      skippedBy: runner.skippedBy(),
      state: runner.paused ? `paused: ${runner.paused}` : running,
      ...(await subscription.counts()),
    };
  };

  const status = (): Promise<readonly RouteStatus[]> => Promise.all([...routes.values()].map(statusOf));

  const settled = (signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      let due: NodeJS.Immediate | undefined;
      const check = async (): Promise<void> => {
        due = undefined;
        const rows = await status();
        if (rows.every(({ pending, state: routeState }) => pending === 0 || routeState.startsWith('paused')))
          finish(resolve);
      };
      /** Looks once a turn at the most, however much is settled in it. */
      const look = (): void => {
        due ??= setImmediate(() => void check().catch((thrown) => finish(() => reject(thrown))));
      };
      const abort = (): void => finish(() => reject(signal?.reason));
      const finish = (end: () => void): void => {
        clearImmediate(due);
        watchers.delete(look);
        signal?.removeEventListener('abort', abort);
        end();
      };
      watchers.add(look);
      signal?.addEventListener('abort', abort, { once: true });
      if (signal?.aborted) abort();
      else look();
    });

  // ── Dead letters ─────────────────────────────────────────────────────────────────────────────────────────────────

  const replay: Router['replay'] = async (filter, { dryRun = false } = {}): Promise<ReplayReport> => {
    assertOpen();
    const webhooks = await log.deadLetters.count({ ...filter, kind: 'webhook' });
    if (dryRun) {
      const deliveries =
        filter.kind === 'webhook' ? 0 : await log.deadLetters.count({ ...filter, kind: 'delivery' });
      return { deliveries, webhooks: filter.kind === 'delivery' ? 0 : webhooks, stillFailing: 0 };
    }
    const deliveries =
      filter.kind === 'webhook' ? 0 : await log.deadLetters.replay({ ...filter, kind: 'delivery' });
    const takenUp =
      filter.kind === 'delivery' ? { webhooks: 0, stillFailing: 0 } : await takeUpWebhooks(filter);
    return { deliveries, ...takenUp };
  };

  const takeUpWebhooks = async (
    filter: Parameters<Router['replay']>[0],
  ): Promise<{ webhooks: number; stillFailing: number }> => {
    let webhooks = 0;
    let stillFailing = 0;
    let afterId: string | undefined;
    for (;;) {
      const page = await log.deadLetters.list(
        { ...filter, kind: 'webhook' },
        afterId === undefined ? {} : { afterId },
      );
      for (const letter of page) {
        if (letter.kind !== 'webhook') continue;
        webhooks += 1;
        if (!(await takeUp(letter))) stillFailing += 1;
      }
      const last = page.at(-1);
      if (!last) return { webhooks, stillFailing };
      afterId = last.id;
    }
  };

  const takeUp = async (letter: Extract<DeadLetter, { kind: 'webhook' }>): Promise<boolean> => {
    const failed = await ingresses.get(letter.connector)?.takeUp(letter);
    if (!failed || failed.length > 0) return false;
    await log.deadLetters.discard({ ids: [letter.id] });
    return true;
  };

  // ── Assembly ─────────────────────────────────────────────────────────────────────────────────────────────────────

  for (const [name, connector] of Object.entries(connectors)) {
    if (!/^[a-z0-9][a-z0-9_-]{0,99}$/i.test(name))
      throw new TouchlineError(
        'connector.invalid',
        `A connector is registered as "${name}"; use letters, digits, - and _.`,
      );
    const { receive } = connector;
    if (receive)
      ingresses.set(
        name,
        createIngress({ name, connector: { ...connector, receive }, log, append: appendFromOutside, emit }),
      );
    const sourceOptions = { name, log, append: appendFromOutside, emit, clock, random };
    if (connector.poll) sources.push(createPollRunner(connector.poll, sourceOptions));
    if (connector.stream) sources.push(createStreamRunner(connector.stream, sourceOptions));
    const reactions = options.reactions?.[name] ?? Object.keys(connector.on);
    if (reactions !== 'none' && reactions.length > 0)
      addRoute({ id: name, on: reactions as readonly string[], to: name, byDefault: true });
  }
  for (const name of Object.keys(options.reactions ?? {}))
    if (!Object.hasOwn(connectors, name))
      throw new TouchlineError(
        'route.invalid',
        `"reactions" names "${name}", which is not a registered connector.`,
      );
  for (const route of options.routes?.((spec) => spec as unknown as ErasedRoute) ?? []) addRoute(route);

  return {
    publish: async (draft) => (await publishAll([draft]))[0] as never,
    publishAll: publishAll as never,
    async receive(name, request) {
      const ingress = ingresses.get(name);
      if (state === 'closed')
        return problemResponse(new TouchlineError('router.closed', 'The router is closed.'));
      if (ingress) return ingress.receive(request, publicUrl === undefined ? {} : { publicUrl });
      return problemResponse(
        Object.hasOwn(connectors, name)
          ? new TouchlineError('webhook.not_supported', `Connector "${name}" takes no webhooks.`)
          : new TouchlineError('connector.unknown', 'There is no such connector.'),
      );
    },
    route: ((spec: unknown) => addRoute(spec as ErasedRoute)) as never,
    async removeRoute(id) {
      const registered = registeredRoute(id);
      routes.delete(id);
      unopened.delete(registered);
      const { runner } = await open(registered);
      await runner.drain(10_000);
      await log.unsubscribe(id);
    },
    async start() {
      assertOpen();
      await openAll();
      state = 'started';
      for (const registered of routes.values()) (await open(registered)).runner.start();
      for (const runner of sources) runner.start();
      retention?.start();
    },
    pause: (id) => runnerOf(id, (runner) => runner.pause('operator')),
    resume: (id) => runnerOf(id, (runner) => runner.resume()),
    settled,
    status,
    audit: (): Promise<readonly RouteAudit[]> =>
      Promise.all([...routes.values()].map((registered) => auditRoute(log, () => statusOf(registered)))),
    topology: () => topologyOf(connectors, routes.values()),
    ingress: () => Object.fromEntries([...ingresses].map(([name, ingress]) => [name, ingress.counts()])),
    deadLetters: log.deadLetters,
    replay,
    on,
    close({ timeoutMs = 10_000 } = {}) {
      closing ??= (async () => {
        state = 'closed';
        await Promise.all([retention?.stop(), ...sources.map((source) => source.stop())]);
        const opened = await Promise.all(
          [...routes.values()].flatMap(({ opened }) => (opened ? [opened] : [])),
        );
        await Promise.all(opened.map(({ runner }) => runner.drain(timeoutMs)));
        await log.close();
        await Promise.all(Object.values(connectors).map((connector) => connector.close()));
      })();
      return closing;
    },
  };
};
