import {
  type EventCatalogue,
  type EventMap,
  type Kit,
  systemClock,
  TouchlineError,
  type TouchpointEvents,
  touchpointKit,
} from '@touchline/core';
import { checkRetentionPolicy } from '../log/check-log-options.ts';
import { createListeners } from './emit.ts';
import { createEnrichment } from './enrichment.ts';
import { createIngress, type Ingress, problemResponse } from './ingress.ts';
import { createKindCounter } from './kind-counter.ts';
import { checkRouterOptions } from './option-schemas.ts';
import { createPublishing } from './publishing.ts';
import { replayDeadLetters } from './replay.ts';
import { createRetention } from './retention.ts';
import type { Connectors, ErasedRoute } from './route.ts';
import { createRouteTable } from './route-table.ts';
import type { Router, RouterOptions } from './router.ts';
import { createSettledWatch } from './settled-watch.ts';
import { createPollRunner, createStreamRunner, type SourceRunner } from './source-runner.ts';
import { topologyOf } from './topology.ts';

/** Under this name webhooks are counted that are for no connector that takes them. */
const nobody = '(none)';

/**
 * Creates a router. Everything that cannot work is refused here, with one sentence that says what to change; nothing runs
 * before {@link Router.start}.
 *
 * @throws TouchlineError `route.invalid`, `connector.invalid`, `config.invalid`
 */
export const createRouter = <const Names extends Connectors, Events extends EventMap = TouchpointEvents>(
  options: RouterOptions<Events, Names>,
): Router<Events, Names> => {
  const erased = options as unknown as RouterOptions<EventMap, Connectors>;
  checkRouterOptions(erased);
  if (erased.retention) checkRetentionPolicy(erased.retention);
  return assemble(erased) as unknown as Router<Events, Names>;
};

const assemble = (options: RouterOptions<EventMap, Connectors>): Router<EventMap, Connectors> => {
  const { connectors, log, clock = systemClock, random = Math.random, source = '/app', publicUrl } = options;
  const { maxEventBytes = 262_144, maxCausationDepth = 16, policy = {} } = options;
  if (publicUrl !== undefined && !/^https?:$/.test(URL.parse(publicUrl)?.protocol ?? ''))
    throw new TouchlineError(
      'config.invalid',
      'publicUrl must be an http or https URL, such as https://hooks.example.com.',
    );
  const catalogue = ((options.kit ?? touchpointKit) as Kit<EventMap>).catalogue as EventCatalogue;
  const { emit, on } = createListeners();
  const watch = createSettledWatch(() => routes.status());
  const { progressed } = watch;
  const routes = createRouteTable({
    connectors,
    catalogue,
    log,
    policy,
    gate: options.gate,
    clock,
    random,
    emit,
    progressed,
    maxCausationDepth,
  });
  const enrich = options.enrich && createEnrichment(options.enrich, catalogue);
  const ingresses = new Map<string, Ingress>();
  const nobodys = createKindCounter();
  const sources: SourceRunner[] = [];
  const retention = options.retention && createRetention(log, options.retention, clock, emit);
  let closing: Promise<void> | undefined;
  let alive: NodeJS.Timeout | undefined;

  /** The timers of the clock keep no process alive, so a router at work does: else it would end with deliveries parked. */
  const stayAlive = (): void => {
    // Who brings a clock of their own decides for themselves.
    if (clock === systemClock) alive ??= setInterval(() => {}, 2 ** 31 - 1);
  };

  const assertOpen = (): void => {
    if (closing) throw new TouchlineError('router.closed', 'The router is closed.');
  };

  const publishing = createPublishing({
    catalogue,
    log,
    clock,
    emit,
    source,
    maxEventBytes,
    enrich,
    openRoutes: () => routes.open(),
    assertOpen,
  });

  const register = (name: string, connector: Connectors[string]): void => {
    const refuse = (sentence: string): never => {
      throw new TouchlineError('connector.invalid', sentence);
    };
    if (!/^[a-z0-9][a-z0-9_-]{0,99}$/i.test(name))
      refuse(`A connector is registered as "${name}"; use letters, digits, - and _.`);
    const { receive, poll, stream } = connector;
    const { append } = publishing;
    if (receive)
      ingresses.set(name, createIngress({ name, connector: { ...connector, receive }, log, append, emit }));
    if (poll) sources.push(createPollRunner(poll, { name, log, append, emit, clock, random }));
    if (stream) sources.push(createStreamRunner(stream, { name, log, append, emit, clock, random }));
    const reactions = options.reactions?.[name] ?? Object.keys(connector.on);
    if (reactions !== 'none' && reactions.length > 0)
      routes.add({ id: name, on: reactions as readonly string[], to: name, byDefault: true });
  };

  for (const [name, connector] of Object.entries(connectors)) register(name, connector);
  for (const name of Object.keys(options.reactions ?? {}))
    if (!Object.hasOwn(connectors, name))
      throw new TouchlineError(
        'route.invalid',
        `"reactions" names "${name}", which is not a registered connector.`,
      );
  for (const route of options.routes?.((spec) => spec as unknown as ErasedRoute) ?? []) routes.add(route);

  return {
    connectors,
    catalogue: catalogue as EventCatalogue<EventMap>,
    publish: publishing.publish as never,
    publishAll: publishing.publishAll as never,
    async receive(name, request, { headers } = {}) {
      const ingress = ingresses.get(name);
      if (closing)
        return problemResponse(new TouchlineError('router.closed', 'The router is closed.'), headers);
      if (ingress)
        return ingress.receive(request, {
          ...(publicUrl !== undefined && { publicUrl }),
          ...(headers && { headers }),
        });
      const error = Object.hasOwn(connectors, name)
        ? new TouchlineError('webhook.not_supported', `Connector "${name}" takes no webhooks.`)
        : new TouchlineError('connector.unknown', 'There is no such connector.');
      nobodys.add(error.code);
      emit('refused', { connector: nobody, code: error.code });
      return problemResponse(error, headers);
    },
    route: ((spec: unknown) => {
      assertOpen();
      return routes.add(spec as ErasedRoute);
    }) as never,
    removeRoute: routes.remove,
    async start() {
      assertOpen();
      stayAlive();
      await routes.start();
      for (const runner of sources) runner.start();
      retention?.start();
    },
    pause: (id) => routes.setPaused(id, true),
    resume: (id) => routes.setPaused(id, false),
    settled: watch.settled,
    status: routes.status,
    audit: routes.audit,
    topology: () => topologyOf(connectors, routes.all()),
    ingress: () => ({
      ...Object.fromEntries([...ingresses].map(([name, ingress]) => [name, ingress.counts()])),
      [nobody]: { received: 0, events: 0, duplicates: 0, failed: 0, ignored: {}, refused: nobodys.counts() },
    }),
    read: (range) => log.read(range),
    stats: () => log.stats(),
    bookmarks: log.bookmarks,
    deadLetters: log.deadLetters,
    async replay(filter, replayOptions) {
      assertOpen();
      return replayDeadLetters(log.deadLetters, ingresses, filter, replayOptions);
    },
    on,
    close({ timeoutMs = 10_000 } = {}) {
      closing ??= (async () => {
        stayAlive();
        // Whatever fails, the rest is closed too.
        await Promise.all([retention?.stop(), ...sources.map((runner) => runner.stop())]);
        const [drained] = await Promise.allSettled([routes.drain(timeoutMs)]);
        const closed = await Promise.allSettled([
          log.close(),
          ...Object.values(connectors).map((connector) => connector.close()),
        ]);
        const failure = [drained, ...closed].find(({ status }) => status === 'rejected');
        if (failure?.status === 'rejected') throw failure.reason;
      })().finally(() => clearInterval(alive));
      return closing;
    },
  };
};
