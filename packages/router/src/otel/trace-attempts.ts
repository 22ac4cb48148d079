import { type Attributes, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { Clock, TouchlineError } from '@touchline/core';
import type { Router } from '../router/router.ts';
import type { DeliveryInfo } from '../router/router-events.ts';
import { contextOf, spanContextOf } from './trace-context.ts';

/**
 * A span for every attempt that was delivered, failed or became a dead letter, below the span that its event names. What
 * was skipped has none: nothing was done.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/
 */
export const traceAttempts = (
  router: Pick<Router, 'on'>,
  tracer: Tracer,
  clock: Clock,
): readonly (() => void)[] => {
  const record = (info: DeliveryInfo, outcome: Outcome, error?: TouchlineError): void => {
    const endMs = clock.now();
    const created = spanContextOf(info.event);
    const span = tracer.startSpan(
      `process ${info.route}`,
      {
        kind: SpanKind.CONSUMER,
        // Dates, as a number may also be taken for a time of the performance clock.
        startTime: new Date(endMs - Math.max(0, info.durationMs)),
        attributes: attributesOf(info, outcome, error),
        links: created ? [{ context: created }] : [],
      },
      contextOf(created),
    );
    if (error) span.setStatus({ code: SpanStatusCode.ERROR, message: error.code });
    span.end(new Date(endMs));
  };
  return [
    router.on('delivered', (info) => record(info, 'delivered')),
    router.on('retrying', (info) => record(info, 'retrying', info.error)),
    router.on('dead', (info) => record(info, 'dead', info.error)),
  ];
};

type Outcome = 'delivered' | 'retrying' | 'dead';

const attributesOf = (
  { route, connector, event, attempt }: DeliveryInfo,
  outcome: Outcome,
  error: TouchlineError | undefined,
): Attributes => ({
  'messaging.system': 'touchline',
  'messaging.operation.name': 'process',
  'messaging.operation.type': 'process',
  'messaging.destination.name': route,
  'messaging.message.id': event.id,
  ...(event.correlationid !== undefined && { 'messaging.message.conversation_id': event.correlationid }),
  ...(error && { 'error.type': error.code }),
  'touchline.route': route,
  'touchline.connector': connector,
  'touchline.event.source': event.source,
  'touchline.event.type': event.type,
  'touchline.attempt': attempt,
  'touchline.outcome': outcome,
});
