import type {
  AppendReceipt,
  Bookmarks,
  Clock,
  DeadLetter,
  DeadLetterFilter,
  DeadLetters,
  DeliveryGate,
  DraftOf,
  EnrichEvents,
  EventCatalogue,
  EventLog,
  EventMap,
  EventOf,
  Kit,
  LogStats,
  ReadRange,
  RetentionPolicy,
  StoredEvent,
  SubscriptionCounts,
  TouchpointEvents,
} from '@touchline/core';
import type { BreakerState } from './breaker.ts';
import type { IngressCounts } from './ingress.ts';
import type { Connectors, DefineRoute, ErasedRoute } from './route.ts';
import type { RoutePolicy } from './route-policy.ts';
import type { PauseReason, RouterEvents } from './router-events.ts';
import type { Topology } from './topology.ts';

/** What a router is made of. */
export interface RouterOptions<Events extends EventMap, Registered extends Connectors> {
  /** The connectors, by the names they are registered under. */
  readonly connectors: Registered;
  /** The log that holds the events. The router closes it with itself. */
  readonly log: EventLog;
  /** Routes beside the default ones: `routes: (route) => [route({ id, on, to, map })]`. */
  readonly routes?: (route: DefineRoute<Events, Registered, ErasedRoute>) => readonly ErasedRoute[];
  /**
   * Registering a connector makes one default route, of the connector's name, for all its reactions. A list narrows it to
   * these types; `none` turns it off.
   */
  readonly reactions?: {
    readonly [Name in keyof Registered]?: readonly (keyof Registered[Name]['on'] & string)[] | 'none';
  };
  /** Knows the event types. Default: Touchline's own. */
  readonly kit?: Kit<Events>;
  /** The policy of routes that say nothing else. */
  readonly policy?: RoutePolicy;
  /**
   * Completes every event before it is stored, however it came: published, by webhook, poll or stream, or from a webhook that
   * was kept. What it changes is validated anew. When it throws, or answers other events, nothing is stored and who handed
   * them in hears of it: a vendor sends its webhook again.
   */
  readonly enrich?: EnrichEvents;
  /**
   * Has a say in every delivery, right before the first call of each attempt, after a wait again: on retries, after restarts
   * and on replays as well. What it withholds is skipped with its reason. While it throws, or takes longer than the route's
   * `timeoutMs`, nothing is delivered; it is tried again on the schedule. Default: nobody is asked.
   */
  readonly gate?: DeliveryGate;
  /** `source` of events that you publish without one. Default `/app`. */
  readonly source?: string;
  /**
   * What stands before the path in the URLs that vendors call, such as `https://hooks.example.com`, where a proxy changes it.
   * Some vendors sign the URL.
   */
  readonly publicUrl?: string;
  /** The largest event, in bytes of its JSON. Default 256 KiB. */
  readonly maxEventBytes?: number;
  /**
   * What the log keeps. It is applied every minute, from `start` on; what a route loses by it is told as `lost`. Default:
   * everything is kept.
   */
  readonly retention?: RetentionPolicy;
  /** Events with more causes before them are skipped with the reason `loop`. Default 16. */
  readonly maxCausationDepth?: number;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** From 0 to 1, for jitter. Default: `Math.random`. */
  readonly random?: () => number;
}

/** What publishing an event answers. */
export interface PublishReceipt<Event> extends AppendReceipt {
  readonly event: Event;
}

/** How a route stands. */
export interface RouteStatus extends SubscriptionCounts {
  readonly id: string;
  /** The patterns it waits for. */
  readonly on: readonly string[];
  /** The registered name of its connector. */
  readonly to: string;
  /** What was skipped since the router started, by reason. */
  readonly skippedBy: Readonly<Record<string, number>>;
  readonly state:
    | 'running'
    | 'stopped'
    | `paused: ${PauseReason}`
    | `breaker ${Exclude<BreakerState, 'closed'>}`;
}

/** What {@link Router.audit} found for one route. */
export interface RouteAudit extends RouteStatus {
  /** How many events of the route's types the log holds; undefined when that cannot be told any more. */
  readonly recounted: number | undefined;
  /** Whether matched = delivered + skipped + dead + pending + lost, and the recount, where there is one, says so too. */
  readonly balanced: boolean;
}

/** What a replay does, or would do. */
export interface ReplayReport {
  /** Deliveries given back to their routes. */
  readonly deliveries: number;
  /** Kept webhooks taken up again. */
  readonly webhooks: number;
  /** Of these, those that still cannot be understood; they stay dead letters. */
  readonly stillFailing: number;
}

/** Handles what became of a route. */
export interface RouteHandle {
  readonly id: string;
  /** Resolves once its cursor is open: what is published from then on reaches it. */
  readonly ready: Promise<void>;
}

/** How {@link Router.receive} answers. */
export interface ReceiveRequestOptions {
  /** What every answer carries unless the vendor's own says otherwise; names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Fans unified events out to registered connectors: durably, each route at its own pace.
 *
 * An event that {@link publish} or {@link receive} acknowledged is never lost. Each route is a cursor over the log.
 */
export interface Router<
  Events extends EventMap = TouchpointEvents,
  Registered extends Connectors = Connectors,
> {
  /** The connectors, by the names they are registered under. */
  readonly connectors: Registered;
  /** Knows the event types. */
  readonly catalogue: EventCatalogue<Events>;
  /**
   * Stores an event and resolves once it is durable. Publishing the same `source` and `id` again changes nothing.
   *
   * @throws TouchlineError `event.invalid`, `event.unknown_type`, `event.too_large`, or `log.*`; then nothing is stored.
   */
  publish<Type extends keyof Events & string>(
    draft: DraftOf<Events, Type>,
  ): Promise<PublishReceipt<EventOf<Events, Type>>>;
  /** Stores several events, all or none. */
  publishAll<Type extends keyof Events & string>(
    drafts: readonly DraftOf<Events, Type>[],
  ): Promise<readonly PublishReceipt<EventOf<Events, Type>>[]>;
  /**
   * Takes a vendor's webhook and answers it once what it holds is durable. Never rejects: what is wrong with the request is
   * answered as a problem document.
   */
  receive(
    connector: keyof Registered & string,
    request: Request,
    options?: ReceiveRequestOptions,
  ): Promise<Response>;
  /**
   * Adds a route, also while running.
   *
   * @throws TouchlineError `route.invalid` with one sentence that says what to change.
   */
  readonly route: DefineRoute<Events, Registered, RouteHandle>;
  /**
   * Takes a route away: deliveries under way end, then its cursor, parked deliveries and dead letters are forgotten. A route
   * that the program does not have any more, but the log still knows, is forgotten too; {@link stats} names them.
   *
   * @throws TouchlineError `route.unknown` when neither knows it; `route.invalid` when something else has its cursor open.
   */
  removeRoute(id: string): Promise<void>;
  /** Opens the cursors and starts to deliver. From then on the router keeps its process alive, until it is closed. */
  start(): Promise<void>;
  /**
   * A paused route keeps its cursor where it is; events wait in the log. It stands still at once, and the pause is durable
   * once this resolves: the route stays paused across restarts, until it is resumed.
   *
   * @throws TouchlineError `route.unknown`, or `log.*` when the pause could not be written; it then ends with the process.
   */
  pause(id: string): Promise<void>;
  /**
   * Lets a paused route go on, whoever paused it. Durable once this resolves.
   *
   * @throws TouchlineError `route.unknown`, or `log.*` when it could not be written; it may then be paused at the next start.
   */
  resume(id: string): Promise<void>;
  /**
   * Resolves when nothing is pending on any running route, deliveries parked for a retry included. Paused routes are not
   * waited for. Rejects when the signal aborts first.
   */
  settled(signal?: AbortSignal): Promise<void>;
  /** How every route stands. */
  status(): Promise<readonly RouteStatus[]>;
  /** Checks for every route that all that was matched is accounted for. */
  audit(): Promise<readonly RouteAudit[]>;
  /** What is connected to what, as plain data. */
  topology(): Topology;
  /** What came in through each connector since the router started; `(none)` counts what was for no connector. */
  ingress(): Readonly<Record<string, IngressCounts>>;
  /** Reads stored events in order of position, as they stood when the reading began. */
  read(range?: ReadRange): AsyncIterable<StoredEvent>;
  /** What the log holds. */
  stats(): Promise<LogStats>;
  /** Durable texts by name, beside the router's own; begin their names with what is yours. */
  readonly bookmarks: Bookmarks;
  readonly deadLetters: Omit<DeadLetters, 'replay' | 'addWebhook'>;
  /**
   * Takes dead letters up again: deliveries go back to their routes, due at once, from the call that failed; kept webhooks
   * are mapped anew. With `dryRun` it only counts.
   */
  replay(filter: DeadLetterFilter, options?: { readonly dryRun?: boolean }): Promise<ReplayReport>;
  /** Listens; answers a function that stops listening. */
  on<Name extends keyof RouterEvents>(name: Name, listener: RouterEvents[Name]): () => void;
  /**
   * Takes nothing new, lets deliveries under way end for at most `timeoutMs` (default 10,000), then closes the log and
   * the connectors. Closing twice does nothing.
   */
  close(options?: { readonly timeoutMs?: number }): Promise<void>;
}

export type { DeadLetter };
