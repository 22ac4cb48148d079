import {
  type IgnoredEvent,
  type InboundDraft,
  type InboundTools,
  type MappedEvent,
  type TouchpointEvents,
  timestampFromSeconds,
} from '@touchline/core';
import type { z } from 'zod';
import { readObject } from '../../read-object.ts';
import type { StripeSettings } from '../config.ts';
import type { StripeEvent } from '../payload/event.ts';

/** What a mapper works with. */
export interface MapContext {
  /** The event around the object. */
  readonly envelope: StripeEvent;
  readonly config: StripeSettings;
  /**
   * Makes a unified event about a thing. Its id is the event's own; `id` is for those that cannot have it: the second of two
   * that one event tells of, and what several events of Stripe's tell alike.
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

/** What an event of Stripe's becomes. */
export type Mapped = readonly (MappedEvent | IgnoredEvent)[];

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
