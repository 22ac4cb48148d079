import type { Lease, TouchlineEvent } from '@touchline/core';
import type { ParkedRow } from './log-storage.ts';

/**
 * Where a delivery stands.
 *
 * - `blocked`: an earlier one of its partition key comes first.
 * - `ready`: it can be handed out.
 * - `leased`: it is handed out.
 * - `parked`: it waits for its time.
 * - `gone`: it is settled, lost, or another object stands for it now. A consumer that still holds it has lost it.
 */
export type DeliveryState = 'blocked' | 'ready' | 'leased' | 'parked' | 'gone';

/**
 * One event on its way through one subscription. The object is itself the lease that a consumer gets, so that a
 * delivery that goes well costs a single allocation. Whenever a delivery is handed out anew a new object is made:
 * a consumer can therefore never settle with an old lease.
 */
export class Delivery implements Lease {
  readonly position: number;
  /** Absent while it is left in its row to save memory; always present when handed out. */
  event: TouchlineEvent;
  attempt: number;
  firstAttemptMs: number | undefined;
  progress: number;
  replayed: boolean;

  /** The lane it belongs to. */
  readonly owner: object;
  state: DeliveryState;
  /** Bytes of the event's JSON; 0 where nobody counts. */
  readonly bytes: number;
  /** Its partition key, in a subscription that is ordered by it. */
  readonly key: string | undefined;
  /** The next one of the same key. */
  nextOfKey: Delivery | undefined;
  /** Not to be handed out before, in milliseconds since the epoch. */
  dueMs: number;
  /** When it was handed out, in milliseconds since the epoch. */
  leasedMs: number;
  /** Where the queue of what is due keeps it, while it is parked. */
  slot: number;
  /** It has a row of its own in storage; the cursor passes it. */
  hasRow: boolean;
  /** Its row is on its way to storage, or there. */
  rowSent: boolean;
  /** Its row is written, with its event. */
  rowWritten: boolean;
  /** The state in which the rows of its subscription count it. */
  countedAs: DeliveryState | undefined;
  /** It was given back, so it comes first again. */
  returned: boolean;
  /** Its burial waits for its transaction. */
  burying: boolean;
  /** The object that waited in its place, without the event; no consumer ever had it. */
  standIn: Delivery | undefined;

  constructor(
    owner: object,
    position: number,
    event: TouchlineEvent | undefined,
    bytes: number,
    key: string | undefined,
  ) {
    this.owner = owner;
    this.position = position;
    this.event = event as TouchlineEvent;
    this.attempt = 1;
    this.firstAttemptMs = undefined;
    this.progress = 0;
    this.replayed = false;
    this.state = 'blocked';
    this.bytes = bytes;
    this.key = key;
    this.nextOfKey = undefined;
    this.dueMs = 0;
    this.leasedMs = 0;
    this.slot = -1;
    this.hasRow = false;
    this.rowSent = false;
    this.rowWritten = false;
    this.countedAs = undefined;
    this.returned = false;
    this.burying = false;
    this.standIn = undefined;
  }

  /** The delivery that a row tells of; its event is left there. */
  static ofRow(owner: object, row: ParkedRow, key: string | undefined): Delivery {
    const delivery = new Delivery(owner, row.position, undefined, 0, key);
    delivery.#standAs(row);
    return delivery;
  }

  /** How it stands, as its row tells of it. */
  toRow(): ParkedRow {
    return {
      position: this.position,
      dueMs: this.dueMs,
      attempt: this.attempt,
      firstAttemptMs: this.firstAttemptMs,
      progress: this.progress,
      replayed: this.replayed,
      key: this.event?.partitionkey ?? this.key,
    };
  }

  /**
   * Another object for the same delivery, as it stands: the one that stood in for it before, if there is one. So a delivery
   * that fails for days is one old object, and not garbage of that age at each attempt, which is the dearest there is.
   */
  renew(): Delivery {
    const next = this.standIn ?? new Delivery(this.owner, this.position, this.event, this.bytes, this.key);
    next.event = this.event;
    next.rowSent = this.rowSent;
    next.rowWritten = this.rowWritten;
    next.#standAs(this);
    return next;
  }

  #standAs({ dueMs, attempt, firstAttemptMs, progress, replayed }: Omit<ParkedRow, 'key'>): void {
    this.dueMs = dueMs;
    this.attempt = attempt;
    this.firstAttemptMs = firstAttemptMs;
    this.progress = progress;
    this.replayed = replayed;
  }
}
