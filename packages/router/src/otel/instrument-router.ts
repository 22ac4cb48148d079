import { type MeterProvider, metrics, type TracerProvider, trace } from '@opentelemetry/api';
import { type Clock, systemClock } from '@touchline/core';
import type { Router } from '../router/router.ts';
import { countOutcomes } from './count-outcomes.ts';
import { traceAttempts } from './trace-attempts.ts';

/** Where the telemetry of a router goes. */
export interface InstrumentationOptions {
  /** Default: the one that is registered globally. */
  readonly tracerProvider?: TracerProvider;
  /** Default: the one that is registered globally. */
  readonly meterProvider?: MeterProvider;
  /** Ends the spans. Default: the machine's clock. */
  readonly clock?: Clock;
}

/**
 * Tells OpenTelemetry what a router does from now on: a span for every attempt at a delivery, and metrics. Neither holds
 * data of an event, nor the message of an error; an event is named by its id, source and type.
 *
 * @returns a function that stops it; stopping twice does nothing.
 */
export const instrumentRouter = (
  router: Pick<Router, 'on'>,
  {
    tracerProvider = trace.getTracerProvider(),
    meterProvider = metrics.getMeterProvider(),
    clock = systemClock,
  }: InstrumentationOptions = {},
): (() => void) => {
  const stops = [
    ...traceAttempts(router, tracerProvider.getTracer(instrumentationScope), clock),
    ...countOutcomes(router, meterProvider.getMeter(instrumentationScope)),
  ];
  return () => {
    for (const stop of stops.splice(0)) stop();
  };
};

const instrumentationScope = '@touchline/router';
