import { type Attributes, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { manualClock } from '@touchline/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { createMemoryLog } from '../log/index.ts';
import { createRouter } from '../router/create-router.ts';
import { type Answer, createVendor, type ShopEvents, shop } from '../router/fixtures/shop.ts';
import { instrumentRouter } from './index.ts';

const startMs = Date.UTC(2026, 10, 21, 9, 30);
const opened: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((close) => close()));
});

/** A router with a vendor to tell and a till to hear from, and OpenTelemetry's own SDK to tell of it. */
const instrumented = async (answers: Answer[] = []) => {
  const clock = manualClock(startMs);
  const vendor = createVendor('vendor', { answers });
  const connectors = { vendor: vendor.connector, till: createVendor('till').connector };
  const router = createRouter<typeof connectors, ShopEvents>({
    connectors,
    reactions: { till: 'none' },
    kit: shop,
    log: createMemoryLog({ clock }),
    clock,
    random: () => 1,
  });
  const spans = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const meterProvider = new MeterProvider({
    readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })],
  });
  opened.push(
    () => router.close(),
    () => meterProvider.shutdown(),
  );
  const stop = instrumentRouter(router, { tracerProvider, meterProvider, clock });
  await router.start();

  const points = async (name: string): Promise<readonly (readonly [Attributes, unknown])[]> => {
    await meterProvider.forceFlush();
    return (
      exporter
        .getMetrics()
        .at(-1)
        ?.scopeMetrics.flatMap(({ metrics }) => metrics)
        .find(({ descriptor }) => descriptor.name === name)
        ?.dataPoints.map(({ attributes, value }) => [attributes, value] as const) ?? []
    );
  };
  return { clock, router, stop, points, spans: () => spans.getFinishedSpans() };
};

const sold = (sku: string) => ({ type: 'shop.sold' as const, id: `sale-${sku}`, data: { sku } });

const inMs = ([seconds, nanoseconds]: ReadableSpan['startTime']): number =>
  seconds * 1_000 + nanoseconds / 1e6;

describe('the span of an attempt', () => {
  test('is named and described as the conventions for messaging have it', async () => {
    const { router, spans } = await instrumented();
    await router.publish({ ...sold('hat'), correlationid: 'checkout-7' });
    await router.settled();
    expect(spans()).toHaveLength(1);
    expect(spans()[0]).toMatchObject({
      name: 'process vendor',
      kind: SpanKind.CONSUMER,
      status: { code: SpanStatusCode.UNSET },
      instrumentationScope: { name: '@touchline/router' },
      links: [],
    });
    expect(spans()[0]?.parentSpanContext).toBeUndefined();
    expect(spans()[0]?.attributes).toEqual({
      'messaging.system': 'touchline',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'vendor',
      'messaging.message.id': 'sale-hat',
      'messaging.message.conversation_id': 'checkout-7',
      'touchline.route': 'vendor',
      'touchline.connector': 'vendor',
      'touchline.event.source': '/app',
      'touchline.event.type': 'shop.sold',
      'touchline.attempt': 1,
      'touchline.outcome': 'delivered',
    });
  });

  test('is in the trace of its event, below the span that the event names', async () => {
    const { router, spans } = await instrumented();
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    await router.publish({
      ...sold('hat'),
      traceparent: `00-${traceId}-b7ad6b7169203331-01`,
      tracestate: 'acme=1',
    });
    await router.settled();
    const [span] = spans();
    expect(span?.spanContext()).toMatchObject({ traceId, traceFlags: 1 });
    expect(span?.parentSpanContext).toMatchObject({ traceId, spanId: 'b7ad6b7169203331', isRemote: true });
    expect(span?.parentSpanContext?.traceState?.serialize()).toBe('acme=1');
    expect(span?.links.map(({ context }) => context.spanId)).toEqual(['b7ad6b7169203331']);
  });

  test('is below the span that a webhook was received in, when the request says so', async () => {
    const { router, spans } = await instrumented();
    const request = new Request('https://hooks.example.com/till', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-key': 'good' },
      body: JSON.stringify({ id: 'sale-1', sku: 'hat' }),
    });
    const headers = new Headers(request.headers);
    headers.set('traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
    expect((await router.receive('till', new Request(request, { headers }))).status).toBe(200);
    await router.settled();
    expect(spans().map(({ parentSpanContext }) => parentSpanContext?.spanId)).toEqual(['b7ad6b7169203331']);
  });

  test('is not recorded where whoever began the trace did not sample it', async () => {
    const { router, spans } = await instrumented();
    await router.publish({
      ...sold('hat'),
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00',
    });
    await router.publish(sold('cap'));
    await router.settled();
    expect(spans().map(({ attributes }) => attributes['messaging.message.id'])).toEqual(['sale-cap']);
  });

  test('ends when the attempt ended, and is as long as it took', async () => {
    const { clock, router, spans } = await instrumented([
      () => new Promise<void>((resolve) => void clock.schedule(resolve, 250)),
    ]);
    await router.publish(sold('hat'));
    await clock.advance(250);
    await router.settled();
    expect(spans().map(({ startTime, endTime }) => [inMs(startTime), inMs(endTime)])).toEqual([
      [startMs, startMs + 250],
    ]);
  });

  test('takes no time, rather than less than none, when the clock was set back meanwhile', async () => {
    const { clock, router, spans } = await instrumented([async () => clock.jumpTo(startMs - 60_000)]);
    await router.publish(sold('hat'));
    await router.settled();
    expect(spans().map(({ startTime, endTime }) => [inMs(startTime), inMs(endTime)])).toEqual([
      [startMs - 60_000, startMs - 60_000],
    ]);
  });

  test('there is one for every attempt, and a failed one says why by its code alone', async () => {
    const { clock, router, spans } = await instrumented([
      ['http.server_error', { vendorCode: 'mia@example.com' }],
      ['http.rejected', { vendorCode: 'mia@example.com' }],
    ]);
    await router.publish({
      ...sold('hat'),
      data: { sku: 'hat', customer: { email: 'mia@example.com' } },
    });
    await clock.advance(1_000);
    await router.settled();
    expect(
      spans().map(({ status, attributes }) => [
        status,
        attributes['error.type'],
        attributes['touchline.outcome'],
        attributes['touchline.attempt'],
      ]),
    ).toEqual([
      [{ code: SpanStatusCode.ERROR, message: 'http.server_error' }, 'http.server_error', 'retrying', 1],
      [{ code: SpanStatusCode.ERROR, message: 'http.rejected' }, 'http.rejected', 'dead', 2],
    ]);
    const told = spans().map(({ name, attributes, status, events, links }) => ({
      name,
      attributes,
      status,
      events,
      links,
    }));
    expect(JSON.stringify(told)).not.toContain('mia@example.com');
  });

  test('there is none where there was nothing to do', async () => {
    const { router, spans, points } = await instrumented();
    await router.publish(sold('gift'));
    await router.settled();
    expect(spans()).toEqual([]);
    expect(await points('touchline.deliveries')).toEqual([
      [{ 'touchline.route': 'vendor', 'touchline.connector': 'vendor', 'touchline.outcome': 'skipped' }, 1],
    ]);
    expect(await points('messaging.process.duration')).toEqual([]);
  });
});

describe('the metrics', () => {
  const route = { 'touchline.route': 'vendor', 'touchline.connector': 'vendor' };

  test('count outcomes by route, and failures by code', async () => {
    const { clock, router, points } = await instrumented([
      'ok',
      ['http.server_error'],
      'ok',
      ['http.rejected'],
    ]);
    await router.publish(sold('hat'));
    await router.publish(sold('cap'));
    await clock.advance(1_000);
    await router.publish(sold('tie'));
    await router.settled();
    expect(await points('touchline.deliveries')).toEqual([
      [{ ...route, 'touchline.outcome': 'delivered' }, 2],
      [{ ...route, 'touchline.outcome': 'retrying', 'error.type': 'http.server_error' }, 1],
      [{ ...route, 'touchline.outcome': 'dead', 'error.type': 'http.rejected' }, 1],
    ]);
    expect(await points('touchline.events.published')).toEqual([
      [{ 'touchline.event.type': 'shop.sold' }, 3],
    ]);
  });

  test('measure attempts in seconds, with the bounds that the conventions recommend', async () => {
    const { clock, router, points } = await instrumented([
      () => new Promise<void>((resolve) => void clock.schedule(resolve, 300)),
    ]);
    await router.publish(sold('hat'));
    await clock.advance(300);
    await router.settled();
    expect(await points('messaging.process.duration')).toEqual([
      [
        {
          ...route,
          'touchline.outcome': 'delivered',
          'messaging.system': 'touchline',
          'messaging.operation.name': 'process',
          'messaging.operation.type': 'process',
          'messaging.destination.name': 'vendor',
        },
        expect.objectContaining({
          count: 1,
          sum: 0.3,
          buckets: {
            boundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
            counts: [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0],
          },
        }),
      ],
    ]);
  });

  test('count what came in and what was refused', async () => {
    const { router, points } = await instrumented();
    for (const key of ['good', 'good', 'bad'])
      await router.receive(
        'vendor',
        new Request('https://hooks.example.com/vendor', {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-key': key },
          body: JSON.stringify({ id: 'sale-1', sku: 'hat' }),
        }),
      );
    expect(await points('touchline.received')).toEqual([[{ 'touchline.connector': 'vendor' }, 2]]);
    expect(await points('touchline.refused')).toEqual([
      [{ 'touchline.connector': 'vendor', 'error.type': 'webhook.signature_invalid' }, 1],
    ]);
    expect(await points('touchline.events.published')).toEqual([
      [{ 'touchline.event.type': 'shop.sold' }, 1],
    ]);
  });
});

test('once stopped, nothing more is told', async () => {
  const { router, stop, spans, points } = await instrumented();
  const busy = async (sku: string): Promise<void> => {
    await router.publish(sold(sku));
    await router.publish({ ...sold('gift'), id: `gift-${sku}` });
    await router.settled();
  };
  await busy('hat');
  const before = [await points('touchline.deliveries'), await points('touchline.events.published')];
  stop();
  stop();
  await busy('cap');
  expect(spans()).toHaveLength(1);
  expect([await points('touchline.deliveries'), await points('touchline.events.published')]).toEqual(before);
});

test('without a provider, instrumenting costs no delivery', async () => {
  const clock = manualClock(startMs);
  const vendor = createVendor('vendor');
  const connectors = { vendor: vendor.connector };
  const router = createRouter<typeof connectors, ShopEvents>({
    connectors,
    kit: shop,
    log: createMemoryLog({ clock }),
    clock,
  });
  opened.push(() => router.close());
  const failures: string[] = [];
  router.on('failed', ({ error }) => failures.push(error.code));
  instrumentRouter(router);
  await router.start();
  await router.publish(sold('hat'));
  await router.settled();
  expect([vendor.calls.length, failures]).toEqual([1, []]);
});
