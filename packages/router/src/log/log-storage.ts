import type {
  DeadLetter,
  DeadLetterFilter,
  DeliveryStage,
  StoredEvent,
  StoredWebhook,
  TouchlineErrorJson,
  TouchlineEvent,
} from '@touchline/core';
import type { BackgroundWriter } from './background-writer.ts';
import type { TypeFilter } from './type-filter.ts';

/**
 * What a local log needs of its storage. Everything is synchronous: the log gathers what is to be written and writes
 * it in one transaction, and nothing can happen in between. Only appends, which need no answer but a receipt, may be
 * written in the background.
 */
export interface LogStorage {
  /** When a batch of writes is due: storage that waits for a disk does better with larger batches. */
  readonly batching: 'microtask' | 'immediate';
  /** Writes appends meanwhile, where there is somebody who can just now. */
  readonly background?: BackgroundWriter | undefined;
  /** How the log stood when it was opened. */
  load(): LogState;
  /** The form in which an event will be written; called outside of transactions. Throws when there is none. */
  encode(event: TouchlineEvent): EncodedEvent;
  /** Runs the work in one transaction: when it returns, all of it is durable; when it throws, none of it happened. */
  write(work: (transaction: LogTransaction) => void): void;

  /** Of the events that it keeps in memory to be read again, it may let go of those that are before all of these positions. */
  keepRecent?(nextPositions: readonly number[]): void;
  /** Reads on from a position, within bounds on rows looked at, rows returned and bytes. */
  readPage(query: PageQuery): Page;
  /** How many events of these positions, both included, match; those listed are left out. */
  countEvents(from: number, to: number, filter: TypeFilter, except: readonly number[]): number;
  /** How many events of each type these positions hold, both included. */
  countByType(from: number, to: number): ReadonlyMap<string, number>;
  /** The first position stored at or after a time; times never decrease along the log. */
  positionAtTime(timeMs: number): number | undefined;
  /** The position of the event of this identity. */
  positionOf(source: string, id: string): number | undefined;
  /** The first position that stays when only so many bytes of the newest events are kept. */
  edgeOfBytes(maxBytes: number): number;
  /** Bytes that all events take. */
  eventBytes(): number;

  bookmark(name: string): string | undefined;

  subscription(name: string): SubscriptionRow | undefined;
  subscriptions(): readonly SubscriptionRow[];
  /** All rows of a subscription in order of position, without their events. */
  parkedRows(subscription: string): readonly ParkedRow[];
  parkedEvents(subscription: string, positions: readonly number[]): ReadonlyMap<number, TouchlineEvent>;

  deadLetters(filter: DeadLetterFilter, limit: number, afterSequence: number): readonly DeadLetter[];
  countDeadLetters(filter: DeadLetterFilter): number;
  /** The first dead deliveries that match, with what it takes to deliver them again. */
  deadDeliveries(filter: DeadLetterFilter, limit: number, upToSequence: number): readonly ReplayableRow[];
  lastDeadSequence(): number;

  close(): void;
  /** Lets go of everything at once, without writing, as when the process dies. */
  abandon(): void;
}

/** What can be done within a transaction. */
export interface LogTransaction {
  /** Writes an event, unless its source and id are held: then answers the position of the first, else 0. */
  append(position: number, storedAtMs: number, event: TouchlineEvent, encoded: EncodedEvent): number;
  /** Drops all events below a position. */
  dropEventsBelow(position: number): void;
  saveBookmark(name: string, text: string): void;
  saveSubscription(row: SubscriptionRow): void;
  forgetSubscription(name: string): void;
  saveParked(subscription: string, row: ParkedRow, event: TouchlineEvent): void;
  /** As {@link saveParked}, where the event is in the row already. */
  updateParked(subscription: string, row: ParkedRow): void;
  dropParked(subscription: string, position: number): void;
  addDeadDelivery(letter: NewDeadDelivery): void;
  /** Answers its sequence. */
  addDeadWebhook(letter: NewDeadWebhook): number;
  dropDeadLetter(sequence: number): void;
  dropDeadLetters(filter: DeadLetterFilter): number;
}

/** An event as storage writes it. */
export interface EncodedEvent {
  readonly json: string;
  readonly bytes: number;
}

/** How a log stood when its storage was opened. */
export interface LogState {
  /** The highest position ever given away; 0 at first. */
  readonly lastPosition: number;
  /** The lowest position held; `lastPosition + 1` when none is. */
  readonly oldestPosition: number;
  readonly lastStoredMs: number;
}

/** A subscription as it stands in storage. What it says about deliveries is exact for the moment it was written. */
export interface SubscriptionRow {
  readonly name: string;
  readonly types: readonly string[];
  /** The first position that `matched` counts; 0 when that cannot be said, because other types were wanted before. */
  readonly countedFrom: number;
  /** The lowest position that is neither settled nor in a row of its own. */
  readonly cursor: number;
  /** Positions above the cursor that are settled or in a row of their own, ascending; few. */
  readonly settledAbove: readonly number[];
  /** Events up to this position are counted in `matched` and `waiting`. */
  readonly countedTo: number;
  /** Events of the wanted types from the start of the cursor to `countedTo`. */
  readonly matched: number;
  readonly delivered: number;
  readonly skipped: number;
  /** Became dead letters and were not replayed, discarded ones included. */
  readonly dead: number;
  /** Dropped by retention before they were delivered. */
  readonly lost: number;
  /** Attempts that were parked for another one, ever. */
  readonly retried: number;
  /** Neither settled nor in a row of their own. */
  readonly waiting: number;
}

/** A delivery with a row of its own: parked for a retry, replayed, or held back so that the cursor can pass. */
export interface ParkedRow {
  readonly position: number;
  /** When it is due: milliseconds since the epoch. */
  readonly dueMs: number;
  /** The number of its next attempt. */
  readonly attempt: number;
  /** When it was first handed out, in milliseconds since the epoch; undefined before its first attempt, and after a replay. */
  readonly firstAttemptMs: number | undefined;
  /** How many of its calls are done. */
  readonly progress: number;
  /** True when it comes back from the dead letters. */
  readonly replayed: boolean;
  /** Its partition key. Kept also while the subscription asks for no order: it may do so later. */
  readonly key: string | undefined;
}

/** A dead delivery that is to be written; the storage gives it its id. */
export interface NewDeadDelivery {
  readonly subscription: string;
  readonly stage: DeliveryStage;
  readonly error: TouchlineErrorJson;
  /** How often it was tried. */
  readonly attempts: number;
  /** How many of its calls are done; a replay goes on from there. */
  readonly progress: number;
  /** Milliseconds since the epoch. */
  readonly buriedAtMs: number;
  readonly position: number;
  readonly event: TouchlineEvent;
}

/** A webhook, or some of its items, that could not be understood; the storage gives it its id. */
export interface NewDeadWebhook {
  /** The registered name of the connector that received it. */
  readonly connector: string;
  readonly error: TouchlineErrorJson;
  readonly buriedAtMs: number;
  readonly request: StoredWebhook;
}

/** A dead delivery, with what it takes to deliver it again. */
export interface ReplayableRow {
  /** The place among all dead letters; only grows. */
  readonly sequence: number;
  readonly subscription: string;
  readonly position: number;
  readonly progress: number;
  readonly event: TouchlineEvent;
}

/** Which events to read in one go, and how far that may take. */
export interface PageQuery {
  /** The first position. */
  readonly from: number;
  /** The last position. */
  readonly to: number;
  readonly filter: TypeFilter;
  /** At most so many events. */
  readonly limit: number;
  /** At most so many positions looked at, so that a reading never holds up the process for long. */
  readonly maxPositions: number;
  /** At most so many bytes of JSON, but at least one event. */
  readonly maxBytes: number;
}

/** What one go of reading gave. */
export interface Page {
  /** In order of position. */
  readonly events: readonly StoredRecord[];
  /** Where to read on. */
  readonly next: number;
  /** The events were still in memory: no more of them than are kept there, and to read them costs next to nothing. */
  readonly isRecent?: true;
}

/** A stored event in memory. */
export interface StoredRecord extends StoredEvent {
  /** Bytes of its JSON; 0 where nobody counts. */
  readonly bytes: number;
}
