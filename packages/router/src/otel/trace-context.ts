import {
  type Context,
  createTraceState,
  isSpanContextValid,
  ROOT_CONTEXT,
  type SpanContext,
  trace,
} from '@opentelemetry/api';
import type { EventDraft, TouchlineEvent } from '@touchline/core';

/**
 * The span that an event names in its `traceparent`; undefined when it names none, or not in the W3C's format.
 *
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
export const spanContextOf = ({
  traceparent = '',
  tracestate,
}: Pick<TouchlineEvent, 'traceparent' | 'tracestate'>): SpanContext | undefined => {
  const [, version, traceId = '', spanId = '', flags = '', more] = traceparentFormat.exec(traceparent) ?? [];
  // Later versions may add fields; ff is no version, and version 00 ends with the flags.
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  const context: SpanContext = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16),
    isRemote: true,
    ...(tracestate !== undefined && { traceState: createTraceState(tracestate) }),
  };
  return isSpanContextValid(context) ? context : undefined;
};

/** The context below a span; without one the root, never what happens to be active where a listener is called. */
export const contextOf = (parent: SpanContext | undefined): Context =>
  parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;

/**
 * The active span, as the attributes of an event: `router.publish({ …, ...activeTrace() })`. What the event leads to is then
 * part of the span's trace. Empty when no span is active.
 */
export const activeTrace = (): Pick<EventDraft, 'traceparent' | 'tracestate'> => {
  const context = trace.getActiveSpan()?.spanContext();
  if (!context || !isSpanContextValid(context)) return {};
  const flags = (context.traceFlags & 0xff).toString(16).padStart(2, '0');
  const tracestate = context.traceState?.serialize();
  return {
    traceparent: `00-${context.traceId}-${context.spanId}-${flags}`,
    ...(tracestate && { tracestate }),
  };
};

const traceparentFormat = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
