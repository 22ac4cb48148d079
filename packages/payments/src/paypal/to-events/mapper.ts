import type { IgnoredEvent, InboundTools, TouchpointEvents } from '@touchline/core';
import type { z } from 'zod';
import type { Emit, Mapped } from '../../event-mapping.ts';
import { readObject } from '../../read-object.ts';
import type { PayPalSettings } from '../config.ts';
import type { PayPalEvent } from '../payload/event.ts';

/** What the mappers are given. */
export type PayPalTools = InboundTools<TouchpointEvents, PayPalSettings>;

/** From an event of one type to unified events. Pure. */
export type PayPalMapper = (envelope: PayPalEvent, tools: PayPalTools) => Mapped;

/** What a mapper works with. */
export interface MapContext {
  /** The event around the resource. */
  readonly envelope: PayPalEvent;
  /** Its id is by default the event's own, `WH-…`, which every attempt repeats. */
  readonly emit: Emit;
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
    const resource = readObject(schema, envelope.resource, { kind: envelope.event_type, path: 'resource' });
    return map(resource, {
      envelope,
      emit: (type, subject, data, id = envelope.id) =>
        event(type, { id, subject, data, time: envelope.create_time ?? receivedAt }),
      ignore: () => ignore(envelope.event_type),
    });
  };
