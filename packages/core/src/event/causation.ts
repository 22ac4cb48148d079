import type { EventDraft, TouchlineEvent } from './envelope.ts';

/** The attributes that tie an event to what caused it. */
export type Causation = Pick<
  EventDraft,
  'causationid' | 'causationdepth' | 'correlationid' | 'origin' | 'tenantid' | 'traceparent' | 'tracestate'
>;

/**
 * What an event that follows from another one carries on: `publish({ type, data, ...causedBy(event) })`. The business
 * transaction, the trace and the tenant stay; the chain of causes grows by one, and the connector that the news came from is
 * remembered, so that it is not told its own news and a circle ends.
 */
export const causedBy = (event: TouchlineEvent): Causation => {
  const { id, correlationid, causationdepth = 0, tenantid, traceparent, tracestate } = event;
  const origins = originsOf(event);
  return {
    causationid: id,
    causationdepth: causationdepth + 1,
    correlationid: correlationid ?? id,
    ...(origins.length > 0 && { origin: origins.join(',') }),
    ...(tenantid !== undefined && { tenantid }),
    ...(traceparent !== undefined && { traceparent }),
    ...(tracestate !== undefined && { tracestate }),
  };
};

/** The ids of the connectors that an event's news came from: its own source's, and those of its causes. */
export const originsOf = ({ source, origin }: TouchlineEvent): readonly string[] => {
  const own = /^\/connectors\/([^/]+)/.exec(source)?.[1];
  const earlier = origin === undefined ? [] : origin.split(',');
  return own === undefined || earlier.includes(own) ? earlier : [...earlier, own];
};
