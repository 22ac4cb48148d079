import type { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { TouchlineError } from '../errors/touchline-error.ts';
import type { EventMap, TouchlineEvent } from '../event/envelope.ts';
import type { HttpClient } from '../http/index.ts';
import type { WebhookReply, WebhookRequest } from '../webhook/webhook-request.ts';

/** What the pieces of an inbound webhook work with. */
export interface InboundContext<Config> {
  readonly config: Config;
  readonly clock: Clock;
  /** For schemes that fetch a certificate or a key set. */
  readonly http: HttpClient;
}

/** What a vendor's event becomes; the rest of the envelope is filled in. */
export interface InboundDraft<Data> {
  /** The vendor's own id of the event, never a random one: a redelivery must be the same event. */
  readonly id: string;
  readonly data: Data;
  /** When it happened at the vendor. */
  readonly time: string | Date;
  /** The vendor's account it happened in; it becomes part of the source. */
  readonly account?: string;
  /** The vendor's id of the thing it happened to. */
  readonly subject?: string;
  readonly partitionkey?: string;
  readonly correlationid?: string;
  readonly tenantid?: string;
  /** The vendor's own number of the event, where it has one. */
  readonly sequence?: string;
  /** The id of the event that it follows from, and how many stand before it: of connectors that conclude from events. */
  readonly causationid?: string;
  readonly causationdepth?: number;
}

/** A vendor's event as one of ours. Made by {@link MapTools.event}. */
export interface MappedEvent {
  readonly type: string;
  readonly draft: InboundDraft<unknown>;
}

/** A vendor's event that has no counterpart. Made by {@link MapTools.ignore}. */
export interface IgnoredEvent {
  readonly ignored: string;
}

/** What a map works with. */
export interface MapTools<Events extends EventMap> {
  /** Makes a unified event: `event('payment.succeeded', { id, time, data })`. */
  readonly event: <Type extends keyof Events & string>(
    type: Type,
    draft: InboundDraft<Events[Type]>,
  ) => MappedEvent;
  /** Says that a kind of the vendor's is not mapped. It is counted under this name, and acknowledged. */
  readonly ignore: (kind: string) => IgnoredEvent;
}

/** What a webhook's map works with. */
export interface InboundTools<Events extends EventMap, Config> extends MapTools<Events> {
  readonly config: Config;
  readonly request: WebhookRequest;
  /**
   * When the request arrived, by the connector's clock. For vendors whose webhooks say no time; never make it a part of an
   * id, since a redelivery arrives later and is the same event.
   */
  readonly receivedAt: Date;
}

/** A vendor's webhook, in pure pieces: verify, parse, map. */
export interface Inbound<Events extends EventMap, Config, Payload extends z.ZodType> {
  /** Methods that are let in. Default: `POST`. */
  readonly methods?: readonly string[];
  /** The largest body taken, in bytes. Default: 1 MiB. */
  readonly maxBodyBytes?: number;
  /**
   * Answers a request that the vendor cannot sign, such as a GET challenge. It comes before {@link verify}; a reply ends
   * the request, `undefined` goes on. Its input is not authentic: answer nothing that an attacker could use.
   */
  readonly handshake?: (
    request: WebhookRequest,
    context: InboundContext<Config>,
  ) => WebhookReply | undefined | Promise<WebhookReply | undefined>;
  /** Proves that the request is the vendor's. Throws SignatureError. */
  readonly verify: (request: WebhookRequest, context: InboundContext<Config>) => void | Promise<void>;
  /** Reads the body. Default: by its content type, JSON or a form. Throws `webhook.body_malformed`. */
  readonly parse?: (request: WebhookRequest) => unknown;
  /**
   * Splits a batch, so that one bad item does not cost the others. Default: the body is one item. A batch of more than
   * 10,000 is not read: it is kept whole, as a body that cannot be understood is.
   */
  readonly items?: (body: unknown) => readonly unknown[];
  /** The schema of one item: lenient, only the fields that are read. */
  readonly payload: Payload;
  /** From one item to events. Pure. */
  readonly toEvents: (
    payload: z.output<Payload>,
    tools: InboundTools<Events, Config>,
  ) => readonly (MappedEvent | IgnoredEvent)[];
  /** The answer, where the vendor demands a body. It is sent once everything is durable. Default: 200 without a body. */
  readonly reply?: (
    received: { readonly payloads: readonly z.output<Payload>[]; readonly request: WebhookRequest },
    context: InboundContext<Config>,
  ) => WebhookReply | undefined;
}

/** How a webhook that was kept is taken up again. */
export interface ReceiveOptions {
  /**
   * True for a request that was verified when it arrived and was kept since: its signature has grown stale. Never say so of
   * a request that comes from outside. Default false.
   */
  readonly verified?: boolean;
  /** Only these items of the batch, from 0. Default: all. */
  readonly items?: readonly number[];
  /** When the request first arrived, of one that was kept. Default: now. */
  readonly receivedAt?: Date;
}

/** What a webhook gave. */
export interface Received {
  /** Validated events, in the vendor's order. */
  readonly events: readonly TouchlineEvent[];
  /** The kinds that are not mapped, one entry an item. */
  readonly ignored: readonly string[];
  /** The items that could not be understood; `item` is unset when the whole body could not. */
  readonly failed: readonly FailedItem[];
  /** What to answer once the events are durable. */
  readonly reply: WebhookReply;
}

/** An item of an authentic webhook that could not be understood. */
export interface FailedItem {
  readonly item?: number;
  readonly error: TouchlineError;
}
