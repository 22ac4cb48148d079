import {
  type IgnoredEvent,
  type InboundTools,
  type TouchpointEvents,
  timestampFromSeconds,
} from '@touchline/core';
import type { z } from 'zod';
import type { Emit, Mapped } from '../../event-mapping.ts';
import { readObject } from '../../read-object.ts';
import type { StripeSettings } from '../config.ts';
import type { StripeEvent } from '../payload/event.ts';

/** What a mapper works with. */
export interface MapContext {
  /** The event around the object. */
  readonly envelope: StripeEvent;
  readonly config: StripeSettings;
  /** Its id is by default the event's own. */
  readonly emit: Emit;
  /** Says that there is nothing to tell. */
  readonly ignore: () => IgnoredEvent;
}

/** From an event of one kind to unified events. Pure. */
export type StripeMapper = (
  envelope: StripeEvent,
  tools: InboundTools<TouchpointEvents, StripeSettings>,
) => Mapped;

/**
 * A mapper that reads the event's object with a schema first.
 *
 * @throws TouchlineError `webhook.payload_invalid`, from the mapper, when the object lacks what the schema demands.
 */
export const mapper =
  <Schema extends z.ZodType>(
    schema: Schema,
    map: (object: z.output<Schema>, context: MapContext) => Mapped,
  ): StripeMapper =>
  (envelope, { event, ignore, config }) => {
    const object = readObject(schema, envelope.data.object, { kind: envelope.type, path: 'data.object' });
    return map(object, {
      envelope,
      config,
      emit: (type, subject, data, id = envelope.id) =>
        event(type, {
          id,
          subject,
          data,
          time: timestampFromSeconds(envelope.created),
          ...(envelope.account !== undefined && { account: envelope.account }),
        }),
      ignore: () => ignore(envelope.type),
    });
  };
