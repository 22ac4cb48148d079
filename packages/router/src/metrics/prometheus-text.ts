import type { RouteStatus } from '../router/router.ts';
import { type Family, familyText, histogramSamples, type Labels, type Sample } from './prometheus-family.ts';
import type { ConnectorMetrics, RouteMetrics, RouterMetrics } from './router-metrics.ts';

/** What to answer as the `content-type` of {@link prometheusText}. */
export const prometheusContentType = 'text/plain; version=0.0.4; charset=utf-8';

/** What else is to be shown. */
export interface PrometheusTextOptions {
  /** From `router.status()`: adds backlog, losses and state of every route. */
  readonly status?: readonly RouteStatus[];
}

/**
 * Writes metrics in Prometheus' text format 0.0.4. Names begin with `touchline_`, and times are in seconds.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export const prometheusText = (metrics: RouterMetrics, { status = [] }: PrometheusTextOptions = {}): string =>
  [
    ...eventFamilies(metrics),
    ...routeFamilies(Object.entries(metrics.routes)),
    ...connectorFamilies(Object.entries(metrics.connectors)),
    ...statusFamilies(status),
  ]
    .filter(({ samples }) => samples.length > 0)
    .map(familyText)
    .join('');

const family = (type: Family['type'], name: string, help: string, samples: readonly Sample[]): Family => ({
  name: `touchline_${name}`,
  type,
  help,
  samples,
});

const eventFamilies = ({ published, duplicates, failed }: RouterMetrics): readonly Family[] => [
  family('counter', 'events_published_total', 'Events that were new to the log.', [{ value: published }]),
  family('counter', 'events_duplicate_total', 'Events that the log held already.', [{ value: duplicates }]),
  family(
    'counter',
    'router_failures_total',
    "Failures of the router's own, such as of the log.",
    byCode(failed),
  ),
];

const routeFamilies = (routes: readonly (readonly [string, RouteMetrics])[]): readonly Family[] => {
  const perRoute = (samplesOf: (metrics: RouteMetrics, labels: Labels) => readonly Sample[]) =>
    routes.flatMap(([route, metrics]) => samplesOf(metrics, { route, connector: metrics.connector }));
  return [
    family(
      'counter',
      'deliveries_total',
      'Deliveries that ended, by outcome.',
      perRoute((metrics, labels) =>
        (['delivered', 'skipped', 'dead'] as const).map((outcome) => ({
          labels: { ...labels, outcome },
          value: metrics[outcome],
        })),
      ),
    ),
    family(
      'counter',
      'delivery_retries_total',
      'Attempts that failed and were put off to a later one.',
      perRoute(({ retried }, labels) => [{ labels, value: retried }]),
    ),
    family(
      'counter',
      'delivery_rate_limited_total',
      'Attempts that the vendor refused with a rate limit; retries count them too.',
      perRoute(({ rateLimited }, labels) => [{ labels, value: rateLimited }]),
    ),
    family(
      'histogram',
      'attempt_duration_seconds',
      'How long attempts took, waits for the rate window included.',
      perRoute(({ attemptMs }, labels) => histogramSamples(attemptMs, labels)),
    ),
    family(
      'histogram',
      'delivery_delay_seconds',
      'How long after it was published an event was delivered.',
      perRoute(({ delayMs }, labels) => histogramSamples(delayMs, labels)),
    ),
    family(
      'counter',
      'delivery_delay_unknown_total',
      'Deliveries that touchline_delivery_delay_seconds lacks.',
      perRoute(({ delayUnknown }, labels) => [{ labels, value: delayUnknown }]),
    ),
  ];
};

const connectorFamilies = (
  connectors: readonly (readonly [string, ConnectorMetrics])[],
): readonly Family[] => {
  const counted = (count: 'received' | 'events' | 'ignored' | 'failed'): readonly Sample[] =>
    connectors.map(([connector, metrics]) => ({ labels: { connector }, value: metrics[count] }));
  return [
    family('counter', 'received_total', 'Webhooks, polls and stream deliveries taken.', counted('received')),
    family('counter', 'received_events_total', 'Events in them, redeliveries included.', counted('events')),
    family('counter', 'received_ignored_total', 'Items of kinds that are not mapped.', counted('ignored')),
    family('counter', 'received_failed_total', 'Items kept as dead letters.', counted('failed')),
    family(
      'counter',
      'refused_total',
      'Webhooks that were not let in.',
      connectors.flatMap(([connector, { refused }]) => byCode(refused, { connector })),
    ),
  ];
};

const statusFamilies = (status: readonly RouteStatus[]): readonly Family[] => {
  const perRoute = (amountOf: (row: RouteStatus) => number): readonly Sample[] =>
    status.map((row) => ({ labels: { route: row.id, connector: row.to }, value: amountOf(row) }));
  return [
    family(
      'gauge',
      'route_pending',
      'Deliveries that are waiting, under way or parked.',
      perRoute(({ pending }) => pending),
    ),
    family(
      'gauge',
      'route_parked',
      'Of the pending, those parked for a retry.',
      perRoute(({ parked }) => parked),
    ),
    family(
      'gauge',
      'route_dead',
      'Deliveries that are dead letters, discarded ones included.',
      perRoute(({ dead }) => dead),
    ),
    family(
      'counter',
      'route_lost_total',
      'Events never delivered because retention dropped them first.',
      perRoute(({ lost }) => lost),
    ),
    family(
      'gauge',
      'route_running',
      '1 while the route delivers; 0 while it is stopped, paused or its breaker is not closed.',
      perRoute(({ state }) => (state === 'running' ? 1 : 0)),
    ),
  ];
};

const byCode = (counts: Readonly<Record<string, number>>, labels: Labels = {}): readonly Sample[] =>
  Object.entries(counts).map(([code, value]) => ({ labels: { ...labels, code }, value }));
