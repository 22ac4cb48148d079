import { type Clock, systemClock } from '@touchline/core';
import { createKindCounter } from '../router/kind-counter.ts';
import type { Router } from '../router/router.ts';
import type { DeliveryInfo, RouterEvents } from '../router/router-events.ts';
import { createHistogram, exponentialBounds } from './histogram.ts';
import { createPublishTimes } from './publish-times.ts';
import type { ConnectorMetrics, RouteMetrics, RouterMetrics } from './router-metrics.ts';

/** Counts what a router does, until it is stopped. */
export interface MetricsCollector {
  /** What was counted so far. Also after `stop`. */
  snapshot(): RouterMetrics;
  /** Stops listening. Stopping twice does nothing. */
  stop(): void;
}

/** How metrics are collected. */
export interface MetricsOptions {
  /** Default: the machine's clock. */
  readonly clock?: Clock;
}

/**
 * Counts what a router does from now on, by listening to it; a router without a collector pays nothing. Memory is bounded
 * by the number of routes: counters, two histograms each, and the times of the latest 10,000 events.
 */
export const collectMetrics = (
  router: Pick<Router, 'on' | 'topology'>,
  { clock = systemClock }: MetricsOptions = {},
): MetricsCollector => {
  let published = 0;
  let duplicates = 0;
  const failed = createKindCounter();
  const routes = new Map<string, RouteCounters>();
  const connectors = new Map<string, ConnectorCounters>();
  const publishedMs = createPublishTimes(rememberedEvents);

  const routeOf = (id: string): RouteCounters => entryOf(routes, id, createRouteCounters);
  const connectorOf = (name: string): ConnectorCounters => entryOf(connectors, name, createConnectorCounters);

  const listeners: Partial<RouterEvents> = {
    published({ position }) {
      published += 1;
      publishedMs.set(position, clock.now());
    },
    duplicate() {
      duplicates += 1;
    },
    failed: ({ error }) => failed.add(error.code),
    delivered(info) {
      const sinceMs = publishedMs.get(info.position);
      routeOf(info.route).delivered(info, sinceMs === undefined ? undefined : clock.now() - sinceMs);
    },
    skipped: ({ route }) => routeOf(route).skipped(),
    retrying: (info) => routeOf(info.route).retried(info, info.error.code === 'http.rate_limited'),
    // Where the map failed, nothing was attempted: its 0 ms would only flatter the others.
    dead: (info) => routeOf(info.route).dead(info, info.stage !== 'map'),
    received: (info) => connectorOf(info.connector).received(info),
    refused: ({ connector, code }) => connectorOf(connector).refused(code),
  };
  const stops = Object.entries(listeners).map(([name, listener]) =>
    router.on(name as keyof RouterEvents, listener as never),
  );

  return {
    snapshot() {
      const topology = router.topology();
      const known = new Set(topology.routes.map(({ id }) => id));
      for (const id of routes.keys()) if (!known.has(id)) routes.delete(id);
      return {
        published,
        duplicates,
        failed: failed.counts(),
        routes: Object.fromEntries(topology.routes.map(({ id, to }) => [id, routeOf(id).snapshot(to)])),
        connectors: Object.fromEntries(
          topology.connectors.map(({ name }) => [name, connectorOf(name).snapshot()]),
        ),
      };
    },
    stop() {
      for (const stop of stops.splice(0)) stop();
    },
  };
};

const rememberedEvents = 10_000;

/** 1 ms to 131 s: longer than the default timeout of an attempt and its wait for a usual rate window. */
const attemptBoundsMs = exponentialBounds(1, 2, 18);

/** 1 ms to 37 h: longer than the default schedule of retries. */
const delayBoundsMs = exponentialBounds(1, 2, 28);

const entryOf = <Entry>(entries: Map<string, Entry>, key: string, create: () => Entry): Entry => {
  const existing = entries.get(key);
  if (existing) return existing;
  const created = create();
  entries.set(key, created);
  return created;
};

interface RouteCounters {
  delivered(info: DeliveryInfo, delayMs: number | undefined): void;
  skipped(): void;
  retried(info: DeliveryInfo, rateLimited: boolean): void;
  dead(info: DeliveryInfo, attempted: boolean): void;
  snapshot(connector: string): RouteMetrics;
}

const createRouteCounters = (): RouteCounters => {
  const attemptMs = createHistogram(attemptBoundsMs);
  const deliveryDelayMs = createHistogram(delayBoundsMs);
  const counts = { delivered: 0, skipped: 0, retried: 0, rateLimited: 0, dead: 0, delayUnknown: 0 };
  return {
    delivered({ durationMs }, delayMs) {
      counts.delivered += 1;
      attemptMs.record(durationMs);
      if (delayMs === undefined) counts.delayUnknown += 1;
      else deliveryDelayMs.record(delayMs);
    },
    skipped() {
      counts.skipped += 1;
    },
    retried({ durationMs }, rateLimited) {
      counts.retried += 1;
      if (rateLimited) counts.rateLimited += 1;
      attemptMs.record(durationMs);
    },
    dead({ durationMs }, attempted) {
      counts.dead += 1;
      if (attempted) attemptMs.record(durationMs);
    },
    snapshot: (connector) => ({
      connector,
      ...counts,
      attemptMs: attemptMs.snapshot(),
      delayMs: deliveryDelayMs.snapshot(),
    }),
  };
};

interface ConnectorCounters {
  received(info: Parameters<RouterEvents['received']>[0]): void;
  refused(code: string): void;
  snapshot(): ConnectorMetrics;
}

const createConnectorCounters = (): ConnectorCounters => {
  const counts = { received: 0, events: 0, ignored: 0, failed: 0 };
  const refused = createKindCounter();
  return {
    received({ events, ignored, failed }) {
      counts.received += 1;
      counts.events += events.length;
      counts.ignored += ignored.length;
      counts.failed += failed;
    },
    refused: (code) => refused.add(code),
    snapshot: () => ({ ...counts, refused: refused.counts() }),
  };
};
