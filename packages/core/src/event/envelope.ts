import type { z } from 'zod';

/** Values that CloudEvents allows in an attribute. */
export type AttributeValue = string | number | boolean;

/**
 * A CloudEvents 1.0 event in its JSON format. Attribute names are exactly those of the specification, so anything that
 * speaks CloudEvents reads it. Immutable.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
 */
export interface TouchlineEvent<Type extends string = string, Data = unknown> {
  readonly specversion: '1.0';
  /** With {@link source} it identifies the event for ever: the pair is the dedupe key. */
  readonly id: string;
  /** Where it happened, a URI-reference: `/connectors/stripe/acct_1`. */
  readonly source: string;
  /** What happened: `payment.succeeded`. */
  readonly type: Type;
  /** When it happened: RFC 3339, UTC. */
  readonly time: string;
  /** The vendor's id of the thing it happened to: `pi_123`. */
  readonly subject?: string;
  readonly datacontenttype: 'application/json';
  /** URI of the JSON Schema of `data`: `urn:touchline:event:payment.succeeded:1`. */
  readonly dataschema?: string;
  readonly data: Data;
  /** Events of one key can be delivered in order. */
  readonly partitionkey?: string;
  /** W3C trace context. */
  readonly traceparent?: string;
  /** W3C trace context. */
  readonly tracestate?: string;
  /** Ties together all the events of one business transaction. */
  readonly correlationid?: string;
  /** `id` of the event that caused this one. */
  readonly causationid?: string;
  /** How many events stand in the chain of causes before this one. */
  readonly causationdepth?: number;
  /** The ids of the connectors that the news came from, joined by commas: they need not be told. */
  readonly origin?: string;
  /** The tenant it belongs to. */
  readonly tenantid?: string;
  /** The vendor's own number of the event within its partition, where it has one. */
  readonly sequence?: string;
}

/** The map from event type to the type of its data. `TouchpointEvents` is one; a kit adds yours. */
// biome-ignore lint/suspicious/noExplicitAny: interfaces without an index signature must be assignable.
export type EventMap = Record<string, any>;

/** The event, or the union of events, of one or more types: `EventOf<TouchpointEvents, 'payment.succeeded'>`. */
export type EventOf<Events, Type extends keyof Events & string> = {
  [T in Type]: TouchlineEvent<T, Events[T]>;
}[Type];

/** What it takes to make an event; the envelope's other attributes are filled in. */
export interface EventDraft<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
  /** Default: a UUID that grows with time (version 7). Pass the id of the thing that happened, so that publishing it twice is one event. */
  readonly id?: string;
  /** Default: the source of whoever creates it. */
  readonly source?: string;
  /** RFC 3339 UTC, or a Date. Default: now. */
  readonly time?: string | Date;
  readonly subject?: string;
  /** Default: the strongest identifier of `data.customer`, else `subject`. */
  readonly partitionkey?: string;
  readonly traceparent?: string;
  readonly tracestate?: string;
  readonly correlationid?: string;
  readonly causationid?: string;
  readonly causationdepth?: number;
  readonly origin?: string;
  readonly tenantid?: string;
  readonly sequence?: string;
}

/** The draft, or the union of drafts, of one or more types. */
export type DraftOf<Events, Type extends keyof Events & string> = {
  [T in Type]: EventDraft<T, Events[T]>;
}[Type];

/** What {@link defineEvent} takes. */
export interface EventSpec<Type extends string, Data extends z.ZodType> {
  /** `noun.past_tense`, lower case. */
  readonly type: Type;
  /** A short name for people: `Payment succeeded`. */
  readonly title: string;
  /** When it happens, in one or two sentences. */
  readonly description: string;
  /** The schema of `data`. */
  readonly data: Data;
  /** A complete example of `data`; it must parse. Every event of Touchline's own has one. */
  readonly example?: z.input<Data>;
  /** A change that old readers cannot follow makes a new version. Default 1. */
  readonly version?: number;
  /** Takes data of an older version one version further: `{ 1: (data) => dataOfVersion2 }`. */
  readonly upcast?: Readonly<Record<number, (data: unknown) => unknown>>;
}

/** An event type with its schema; see {@link defineEvent}. */
export interface EventDefinition<Type extends string = string, Data extends z.ZodType = z.ZodType>
  extends EventSpec<Type, Data> {
  readonly version: number;
}
