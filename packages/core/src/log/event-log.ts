import type { TouchlineErrorJson } from '../errors/touchline-error.ts';
import type { TouchlineEvent } from '../event/envelope.ts';
import type { DeadLetters, DeliveryStage } from './dead-letters.ts';

/**
 * The only source of truth for delivery: each event is written once, and each route is a cursor over the log. Every
 * implementation passes the same published suite.
 */
export interface EventLog {
  /**
   * Writes events and resolves once they are durable, with a receipt for each, in order. An event whose `source` and
   * `id` the log holds already is not written again: its receipt gives the position of the first and says so. The
   * events of one call are written together or not at all, at consecutive positions.
   *
   * @throws TouchlineError `log.full`, `log.failed` or `log.closed`; then nothing of the call is held.
   */
  append(events: readonly TouchlineEvent[]): Promise<readonly AppendReceipt[]>;
  /**
   * Opens the durable cursor of this name, or creates it at `spec.start`. The other parts of the spec may differ from
   * those of an earlier opening. A name is open at most once in a process.
   *
   * @throws TouchlineError `route.invalid` when the name is open already, or a type or the start is none.
   */
  subscribe(spec: SubscriptionSpec): Promise<Subscription>;
  /** Forgets a closed subscription: its cursor, its counts, its parked deliveries and its dead letters. */
  unsubscribe(name: string): Promise<void>;
  /** Reads stored events in order of position, as they stood when the reading began. */
  read(range?: ReadRange): AsyncIterable<StoredEvent>;
  /** How many stored events {@link read} would give. */
  count(range?: ReadRange): Promise<number>;
  /** How many events of each type it holds between two positions, both included: one walk through them, whatever asks. */
  countByType(range?: Pick<ReadRange, 'fromPosition' | 'toPosition'>): Promise<ReadonlyMap<string, number>>;
  readonly deadLetters: DeadLetters;
  /** Durable texts of those who use the log. */
  readonly bookmarks: Bookmarks;
  /** What the log holds. */
  stats(): Promise<LogStats>;
  /** Drops events that the policy no longer keeps. Parked deliveries and dead letters keep their event. */
  trim(policy: RetentionPolicy): Promise<TrimReport>;
  /** Makes all that was acknowledged durable, then releases everything. Closing twice does nothing. */
  close(): Promise<void>;
}

/** Small durable texts by name, such as how far a poll has come. */
export interface Bookmarks {
  /** The text that was written last; undefined when there is none. */
  read(name: string): Promise<string | undefined>;
  /** Durable once it resolves. */
  write(name: string, text: string): Promise<void>;
}

/** What an append answers for one event. */
export interface AppendReceipt {
  /** Its place in the log: a positive integer that only grows. */
  readonly position: number;
  /** True when the log held the event before. */
  readonly duplicate: boolean;
}

/** An event with its place in the log. */
export interface StoredEvent<Event extends TouchlineEvent = TouchlineEvent> {
  readonly position: number;
  /** When it was appended: milliseconds since the epoch. Never less than that of an earlier position. */
  readonly storedAtMs: number;
  readonly event: Event;
}

/** Which events to read. All parts must hold; without any, everything is read. */
export interface ReadRange {
  /** The first position; default the oldest held. */
  readonly fromPosition?: number;
  /** The last position; default the newest held. */
  readonly toPosition?: number;
  /** Stored at or after this time, in milliseconds since the epoch. */
  readonly fromMs?: number;
  /** Stored before this time, in milliseconds since the epoch. */
  readonly beforeMs?: number;
  /** Patterns of types: `payment.succeeded`, `payment.*`, `*`. */
  readonly types?: readonly string[];
  readonly source?: string;
  readonly id?: string;
  readonly subject?: string;
  readonly partitionkey?: string;
  /** At most so many. */
  readonly limit?: number;
}

/**
 * Where a new cursor starts: at events yet to come, at the oldest event held, at the first event stored at or after
 * a time (milliseconds since the epoch), or at a position.
 */
export type StartPosition = 'now' | 'beginning' | { readonly timeMs: number } | { readonly position: number };

/** What a subscription asks for. */
export interface SubscriptionSpec {
  /** The durable name of the cursor. */
  readonly name: string;
  /** Patterns of types: `payment.succeeded`, `payment.*`, `*`. */
  readonly types: readonly string[];
  /** Where a new cursor starts. Default `now`. A cursor that exists goes on where it stood. */
  readonly start?: StartPosition;
  /**
   * `partition`: events of one `partitionkey` are leased one at a time, in log order, also across retries; only that
   * key waits. Events without a key wait for nobody. A dead letter counts as settled. Default `none`.
   */
  readonly order?: 'none' | 'partition';
  /** When so many deliveries are parked, the cursor stands still until one of them settles. Default 10,000. */
  readonly maxParked?: number;
}

/** A durable cursor that hands out deliveries and takes back how each went. */
export interface Subscription {
  readonly name: string;
  /**
   * Waits until at least one delivery is due and hands out at most `max`. Resolves with none when the signal aborts or
   * the subscription closes. What was leased and never settled is handed out again after a restart.
   */
  next(max: number, signal?: AbortSignal): Promise<readonly Lease[]>;
  /**
   * The deliveries are done: the action succeeded, or there was nothing to do. Durable at the next checkpoint.
   *
   * @throws TouchlineError `log.lease_lost`, also from the other three, when a lease was settled or given back before,
   * or the subscription was closed since; then nothing of the call happened.
   */
  ack(leases: readonly Lease[], outcome: 'delivered' | 'skipped'): Promise<void>;
  /** Parks the delivery until it is due again. Durable at the next checkpoint. */
  retry(lease: Lease, options: RetryOptions): Promise<void>;
  /** Moves the delivery to the dead letters. Durable once it resolves; when it rejects, the lease is still held. */
  bury(lease: Lease, options: BuryOptions): Promise<void>;
  /** Gives deliveries back as if they had not been handed out: they keep their attempt and come first again. */
  release(leases: readonly Lease[]): Promise<void>;
  /** How the deliveries stand, at this moment. */
  counts(): Promise<SubscriptionCounts>;
  /** Closes the cursor; it stays in the log. Deliveries still leased are handed out at the next opening. */
  close(): Promise<void>;
}

/** One delivery handed out. */
export interface Lease {
  readonly position: number;
  readonly event: TouchlineEvent;
  /** 1 at the first attempt. */
  readonly attempt: number;
  /** When it was first handed out, in milliseconds since the epoch; unset at the first attempt. */
  readonly firstAttemptMs?: number | undefined;
  /** What {@link RetryOptions.progress} said last; 0 at first. */
  readonly progress: number;
  /** True when it comes back from the dead letters. */
  readonly replayed: boolean;
}

/** When a parked delivery is due again, and why it was parked. */
export interface RetryOptions {
  /** Not before this time, in milliseconds since the epoch. */
  readonly atMs: number;
  /** Why it is parked, for logs that tell of it. */
  readonly error: TouchlineErrorJson;
  /** How many of the delivery's calls are done and are not to be made again. Default: as before. */
  readonly progress?: number;
  /**
   * False when the attempt is not to be counted, as when a rate window was closed. The wait until `atMs` is not counted
   * either: {@link Lease.firstAttemptMs} moves on by as much. Default true.
   */
  readonly countAttempt?: boolean;
}

/** Where and why a delivery ended. */
export interface BuryOptions {
  readonly stage: DeliveryStage;
  readonly error: TouchlineErrorJson;
  /** See {@link RetryOptions.progress}. */
  readonly progress?: number;
}

/**
 * How the deliveries of a subscription stand. At any moment `matched = delivered + skipped + dead + pending + lost`.
 */
export interface SubscriptionCounts {
  /** Events of the wanted types at or after the start of the cursor. */
  readonly matched: number;
  readonly delivered: number;
  readonly skipped: number;
  /** Deliveries that became dead letters and were not replayed, discarded ones included. */
  readonly dead: number;
  /** Not settled yet: waiting, handed out or parked. */
  readonly pending: number;
  /** Of the pending, those parked for a retry. */
  readonly parked: number;
  /** Never delivered because retention dropped the event first. */
  readonly lost: number;
  /** Attempts that were parked for another one, ever. */
  readonly retried: number;
  /**
   * The position from which `matched` counts; undefined once the subscription was opened with other types, which makes
   * `matched` a sum of both.
   */
  readonly countedFrom: number | undefined;
  /** The lowest position that is neither settled nor parked; everything below it is the one or the other. */
  readonly cursor: number;
}

/** What to keep. An event is dropped when any bound given says so. */
export interface RetentionPolicy {
  /** Drop events stored longer ago than this many milliseconds. */
  readonly maxAgeMs?: number;
  /** Drop the oldest events while more than this many are held. */
  readonly maxEvents?: number;
  /** Drop the oldest events while the stored events take more than this many bytes. */
  readonly maxBytes?: number;
}

/** What a trim did. */
export interface TrimReport {
  readonly dropped: number;
  /** Deliveries that can never be made now, by subscription; also counted as `lost`. */
  readonly lost: Readonly<Record<string, number>>;
}

/** What a log holds. */
export interface LogStats {
  readonly events: number;
  /** Bytes that the stored events take, without overhead. */
  readonly bytes: number;
  readonly oldestPosition: number | undefined;
  readonly newestPosition: number | undefined;
  /** The highest position ever given, whether retention dropped it or not; 0 before the first event. */
  readonly lastPosition: number;
  readonly deadLetters: number;
  readonly subscriptions: readonly string[];
}
