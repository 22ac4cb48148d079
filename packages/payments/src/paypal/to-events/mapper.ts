import {
  type IgnoredEvent,
  type InboundDraft,
  type InboundTools,
  issuesOf,
  type MappedEvent,
  sentenceOf,
  TouchlineError,
  type TouchpointEvents,
} from '@touchline/core';
import type { z } from 'zod';
import type { PayPalSettings } from '../config.ts';
import type { PayPalEvent } from '../payload/event.ts';

/** What the mappers are given. */
export type PayPalTools = InboundTools<TouchpointEvents, PayPalSettings>;

/** What an event of PayPal's becomes. */
export type Mapped = readonly (MappedEvent | IgnoredEvent)[];

/** From an event of one type to unified events. Pure. */
export type PayPalMapper = (envelope: PayPalEvent, tools: PayPalTools) => Mapped;

/** What a mapper works with. */
export interface MapContext {
  /** The event around the resource. */
  readonly envelope: PayPalEvent;
  /**
   * Makes a unified event about a thing. Its id is the event's own, `WH-…`, which every attempt repeats; `id` is for the second of
   * two that one event tells of, and for what several events tell alike.
   */
  readonly emit: <Type extends keyof TouchpointEvents & string>(
    type: Type,
    subject: string,
    data: InboundDraft<TouchpointEvents[Type]>['data'],
    id?: string,
  ) => MappedEvent;
  /** Says that there is nothing to tell. */
  readonly ignore: () => IgnoredEvent;
}

/**
 * A mapper that reads the event's resource with a schema first.
 *
 * @throws TouchlineError `webhook.payload_invalid`, from the mapper, when the resource lacks what the schema demands.
 */
export const mapper =
  <Schema extends z.ZodType>(
    schema: Schema,
    map: (resource: z.output<Schema>, context: MapContext) => Mapped,
  ): PayPalMapper =>
  (envelope, { event, ignore, receivedAt }) => {
    const parsed = schema.safeParse(envelope.resource);
    if (!parsed.success) throw unreadable(envelope, parsed.error);
    return map(parsed.data, {
      envelope,
      emit: (type, subject, data, id = envelope.id) =>
        event(type, { id, subject, data, time: envelope.create_time ?? receivedAt }),
      ignore: () => ignore(envelope.event_type),
    });
  };

const unreadable = ({ event_type }: PayPalEvent, error: z.core.$ZodError): TouchlineError => {
  const issues = issuesOf(error).map(({ path, message }) => ({
    path: path === '' ? 'resource' : `resource.${path}`,
    message,
  }));
  return new TouchlineError('webhook.payload_invalid', `Payload of ${event_type}: ${sentenceOf(issues)}.`, {
    issues,
  });
};
