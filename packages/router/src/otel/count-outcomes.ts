import type { Attributes, Meter } from '@opentelemetry/api';
import type { TouchlineError } from '@touchline/core';
import type { Router } from '../router/router.ts';
import type { DeliveryInfo } from '../router/router-events.ts';

/**
 * Counts outcomes, and measures how long attempts take.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-metrics/
 */
export const countOutcomes = (router: Pick<Router, 'on'>, meter: Meter): readonly (() => void)[] => {
  const published = meter.createCounter('touchline.events.published', {
    description: 'Events that were new to the log.',
    unit: '{event}',
  });
  const received = meter.createCounter('touchline.received', {
    description: 'Webhooks, polls and stream deliveries taken.',
    unit: '{request}',
  });
  const refused = meter.createCounter('touchline.refused', {
    description: 'Webhooks that were not let in.',
    unit: '{request}',
  });
  const deliveries = meter.createCounter('touchline.deliveries', {
    description: 'Outcomes of deliveries; a delivery that is retried has several.',
    unit: '{delivery}',
  });
  const failures = meter.createCounter('touchline.failures', {
    description: "Failures of the router's own, such as of the log.",
    unit: '{failure}',
  });
  const duration = meter.createHistogram('messaging.process.duration', {
    description: 'Duration of processing operation.',
    unit: 's',
    advice: { explicitBucketBoundaries: [...processDurationBoundsS] },
  });

  const attempted = (info: DeliveryInfo, outcome: string, error?: TouchlineError): void => {
    const attributes = attributesOf(info, outcome, error);
    deliveries.add(1, attributes);
    duration.record(Math.max(0, info.durationMs) / 1_000, {
      ...attributes,
      'messaging.system': 'touchline',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': info.route,
    });
  };

  return [
    router.on('published', ({ event }) => published.add(1, { 'touchline.event.type': event.type })),
    router.on('received', ({ connector }) => received.add(1, { 'touchline.connector': connector })),
    router.on('refused', ({ connector, code }) =>
      refused.add(1, { 'touchline.connector': connector, 'error.type': code }),
    ),
    router.on('delivered', (info) => attempted(info, 'delivered')),
    router.on('retrying', (info) => attempted(info, 'retrying', info.error)),
    router.on('dead', (info) => attempted(info, 'dead', info.error)),
    router.on('skipped', (info) => deliveries.add(1, attributesOf(info, 'skipped'))),
    router.on('failed', ({ error }) => failures.add(1, { 'error.type': error.code })),
  ];
};

/** The bounds that the conventions recommend for `messaging.process.duration`, in seconds. */
const processDurationBoundsS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

const attributesOf = (
  { route, connector }: DeliveryInfo,
  outcome: string,
  error?: TouchlineError,
): Attributes => ({
  'touchline.route': route,
  'touchline.connector': connector,
  'touchline.outcome': outcome,
  ...(error && { 'error.type': error.code }),
});
