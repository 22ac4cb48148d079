import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RouteStatus } from '../router/router.ts';
import { createHistogram, exponentialBounds } from './histogram.ts';
import { prometheusText } from './prometheus-text.ts';
import type { RouteMetrics, RouterMetrics } from './router-metrics.ts';

const histogramOf = (...values: number[]) => {
  const histogram = createHistogram(exponentialBounds(1, 8, 3));
  for (const value of values) histogram.record(value);
  return histogram.snapshot();
};

const route = (part: Partial<RouteMetrics> = {}): RouteMetrics => ({
  connector: 'hubspot',
  delivered: 3,
  skipped: 1,
  retried: 2,
  rateLimited: 1,
  dead: 0,
  attemptMs: histogramOf(),
  delayMs: histogramOf(),
  delayUnknown: 0,
  ...part,
});

const metricsOf = (part: Partial<RouterMetrics> = {}): RouterMetrics => ({
  published: 0,
  duplicates: 0,
  failed: {},
  routes: {},
  connectors: {},
  ...part,
});

const linesOf = (text: string, name: string): readonly string[] =>
  text.split('\n').filter((line) => line.startsWith(`touchline_${name}`));

describe('the Prometheus text', () => {
  test('has help, type and value of each metric, and nothing of metrics without a value', () => {
    expect(prometheusText(metricsOf({ published: 12, duplicates: 3 }))).toBe(
      [
        '# HELP touchline_events_published_total Events that were new to the log.',
        '# TYPE touchline_events_published_total counter',
        'touchline_events_published_total 12',
        '# HELP touchline_events_duplicate_total Events that the log held already.',
        '# TYPE touchline_events_duplicate_total counter',
        'touchline_events_duplicate_total 3',
        '',
      ].join('\n'),
    );
  });

  test('has the outcomes of every route', () => {
    const text = prometheusText(metricsOf({ routes: { crm: route(), 'crm-2': route({ delivered: 9 }) } }));
    expect(linesOf(text, 'deliver').filter((line) => !line.includes('_delay_'))).toEqual([
      'touchline_deliveries_total{route="crm",connector="hubspot",outcome="delivered"} 3',
      'touchline_deliveries_total{route="crm",connector="hubspot",outcome="skipped"} 1',
      'touchline_deliveries_total{route="crm",connector="hubspot",outcome="dead"} 0',
      'touchline_deliveries_total{route="crm-2",connector="hubspot",outcome="delivered"} 9',
      'touchline_deliveries_total{route="crm-2",connector="hubspot",outcome="skipped"} 1',
      'touchline_deliveries_total{route="crm-2",connector="hubspot",outcome="dead"} 0',
      'touchline_delivery_retries_total{route="crm",connector="hubspot"} 2',
      'touchline_delivery_retries_total{route="crm-2",connector="hubspot"} 2',
      'touchline_delivery_rate_limited_total{route="crm",connector="hubspot"} 1',
      'touchline_delivery_rate_limited_total{route="crm-2",connector="hubspot"} 1',
    ]);
  });

  test('has histograms in seconds, whose buckets are cumulative and end with all', () => {
    const text = prometheusText(
      metricsOf({ routes: { crm: route({ attemptMs: histogramOf(1, 5, 6, 64, 500) }) } }),
    );
    expect(linesOf(text, 'attempt_duration_seconds')).toEqual([
      'touchline_attempt_duration_seconds_bucket{route="crm",connector="hubspot",le="0.001"} 1',
      'touchline_attempt_duration_seconds_bucket{route="crm",connector="hubspot",le="0.008"} 3',
      'touchline_attempt_duration_seconds_bucket{route="crm",connector="hubspot",le="0.064"} 4',
      'touchline_attempt_duration_seconds_bucket{route="crm",connector="hubspot",le="+Inf"} 5',
      'touchline_attempt_duration_seconds_sum{route="crm",connector="hubspot"} 0.576',
      'touchline_attempt_duration_seconds_count{route="crm",connector="hubspot"} 5',
    ]);
  });

  test('has what came in, and what was refused by code', () => {
    const text = prometheusText(
      metricsOf({
        failed: { 'log.full': 1 },
        connectors: {
          stripe: {
            received: 5,
            events: 6,
            ignored: 2,
            failed: 1,
            refused: { 'webhook.signature_invalid': 4, 'webhook.too_large': 1 },
          },
        },
      }),
    );
    expect([...linesOf(text, 're'), ...linesOf(text, 'router')]).toEqual([
      'touchline_received_total{connector="stripe"} 5',
      'touchline_received_events_total{connector="stripe"} 6',
      'touchline_received_ignored_total{connector="stripe"} 2',
      'touchline_received_failed_total{connector="stripe"} 1',
      'touchline_refused_total{connector="stripe",code="webhook.signature_invalid"} 4',
      'touchline_refused_total{connector="stripe",code="webhook.too_large"} 1',
      'touchline_router_failures_total{code="log.full"} 1',
    ]);
  });

  test('has backlog and state of the routes when it is told', () => {
    const row: RouteStatus = {
      id: 'crm',
      to: 'hubspot',
      on: ['*'],
      skippedBy: {},
      state: 'paused: reauthorize',
      matched: 20,
      delivered: 5,
      skipped: 0,
      dead: 2,
      pending: 12,
      parked: 4,
      lost: 1,
      retried: 9,
      cursor: 9,
      countedFrom: 1,
    };
    const text = prometheusText(metricsOf(), { status: [row, { ...row, id: 'chat', state: 'running' }] });
    expect(linesOf(text, 'route_').filter((line) => line.includes('"crm"'))).toEqual([
      'touchline_route_pending{route="crm",connector="hubspot"} 12',
      'touchline_route_parked{route="crm",connector="hubspot"} 4',
      'touchline_route_dead{route="crm",connector="hubspot"} 2',
      'touchline_route_lost_total{route="crm",connector="hubspot"} 1',
      'touchline_route_running{route="crm",connector="hubspot"} 0',
    ]);
    expect(text).toContain('touchline_route_running{route="chat",connector="hubspot"} 1\n');
  });
});

/** Reads a line as the format describes it; undefined when it is not one. */
const parseSample = (
  line: string,
): { name: string; labels: Record<string, string>; value: number } | undefined => {
  const [, name, body = '', value] =
    /^([a-zA-Z_:][\w:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (\S+)$/.exec(line) ?? [];
  if (name === undefined) return undefined;
  const pairs = [...body.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', text = '']) => [
    label,
    text.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped)),
  ]);
  return { name, labels: Object.fromEntries(pairs), value: Number(value) };
};

describe('whatever the metrics are', () => {
  const anyName = fc.string({
    unit: fc.constantFrom('"', '\\', '\n', 'n', '}', ',', ' ', 'ä', 'a'),
    minLength: 1,
  });

  test('every line can be read, each metric is announced once and before its lines, and the names come back whole', () => {
    fc.assert(
      fc.property(anyName, anyName, fc.array(fc.nat(10_000)), (id, connector, values) => {
        const text = prometheusText(
          metricsOf({
            failed: { [id]: 1 },
            routes: Object.fromEntries([[id, route({ connector, delayMs: histogramOf(...values) })]]),
            connectors: Object.fromEntries([
              [connector, { received: 1, events: 1, ignored: 1, failed: 1, refused: { [id]: 1 } }],
            ]),
          }),
        );
        expect(text.endsWith('\n')).toBe(true);
        const announced = new Set<string>();
        for (const line of text.slice(0, -1).split('\n')) {
          const type = /^# TYPE (\w+) (?:counter|gauge|histogram)$/.exec(line)?.[1];
          if (type) {
            expect(announced.has(type)).toBe(false);
            announced.add(type);
          }
          if (line.startsWith('# ')) continue;
          const sample = parseSample(line);
          expect(sample?.value).toBeGreaterThanOrEqual(0);
          expect([...announced].at(-1)).toBe(sample?.name.replace(/_(bucket|sum|count)$/, ''));
          if (sample?.labels.route !== undefined) expect(sample.labels.route).toBe(id);
          if (sample?.labels.connector !== undefined) expect(sample.labels.connector).toBe(connector);
          if (sample?.labels.code !== undefined) expect(sample.labels.code).toBe(id);
        }
      }),
      { seed: 20_261_121, numRuns: 300 },
    );
  });
});
