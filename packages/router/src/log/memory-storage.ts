import { type DeadLetter, type DeadLetterFilter, TouchlineError, type TouchlineEvent } from '@touchline/core';
import { deadLetterId } from './dead-letter-id.ts';
import { deadLetterTest } from './dead-letter-match.ts';
import { EventPositions } from './event-positions.ts';
import type {
  EncodedEvent,
  LogState,
  LogStorage,
  LogTransaction,
  NewDeadDelivery,
  NewDeadWebhook,
  Page,
  PageQuery,
  ParkedRow,
  ReplayableRow,
  StoredRecord,
  SubscriptionRow,
} from './log-storage.ts';
import type { TypeFilter } from './type-filter.ts';

/** Holds a log in memory. It outlives the log that was opened over it, so that a test can open another one. */
export class MemoryStorage implements LogStorage, LogTransaction {
  readonly batching = 'microtask';
  /** Without a gap, the first at `#base`; those below `#oldest` are dropped already. */
  #events: StoredRecord[] = [];
  #base = 1;
  #oldest = 1;
  readonly #positions = new EventPositions();
  readonly #bytes = new WeakMap<TouchlineEvent, number>();
  readonly #bookmarks = new Map<string, string>();
  readonly #subscriptions = new Map<string, SubscriptionRow>();
  readonly #parked = new Map<string, Map<number, StoredParked>>();
  readonly #dead = new Map<number, StoredDead>();
  #deadSequence = 0;
  #inUse = false;
  /** How to take back what the transaction under way did. */
  #undo: (() => void)[] = [];

  load(): LogState {
    if (this.#inUse)
      throw new TouchlineError('log.locked', 'The memory storage is in use by another event log.');
    this.#inUse = true;
    const lastStoredMs = this.#events.at(-1)?.storedAtMs ?? 0;
    return { lastPosition: this.#head, oldestPosition: this.#oldest, lastStoredMs };
  }

  encode(): EncodedEvent {
    return notEncoded;
  }

  write(work: (transaction: LogTransaction) => void): void {
    const head = this.#head;
    this.#undo = [];
    try {
      work(this);
      this.#compact();
    } catch (error) {
      for (const undo of this.#undo.reverse()) undo();
      while (this.#head > head) this.#positions.delete((this.#events.pop() as StoredRecord).event);
      throw error;
    }
  }

  close(): void {
    this.#inUse = false;
  }

  abandon(): void {
    this.#inUse = false;
  }

  // Events.

  /** The highest position ever given away. */
  get lastPosition(): number {
    return this.#head;
  }

  get #head(): number {
    return this.#base + this.#events.length - 1;
  }

  append(position: number, storedAtMs: number, event: TouchlineEvent): number {
    const held = this.#positions.get(event);
    if (held !== undefined) return held;
    this.#positions.set(event, position);
    this.#events.push({ position, storedAtMs, event, bytes: 0 });
    return 0;
  }

  readPage({ from, to, filter, limit, maxPositions }: PageQuery): Page {
    const events: StoredRecord[] = [];
    let next = Math.max(from, this.#oldest);
    const end = Math.min(to, this.#head, next + maxPositions - 1);
    while (next <= end && events.length < limit) {
      const record = this.#at(next);
      if (filter.matches(record.event.type)) events.push(record);
      next += 1;
    }
    return { events, next };
  }

  countEvents(from: number, to: number, filter: TypeFilter, except: readonly number[]): number {
    const left = new Set(except);
    let count = 0;
    for (let position = Math.max(from, this.#oldest); position <= Math.min(to, this.#head); position += 1)
      if (filter.matches(this.#at(position).event.type) && !left.has(position)) count += 1;
    return count;
  }

  countByType(from: number, to: number): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (let position = Math.max(from, this.#oldest); position <= Math.min(to, this.#head); position += 1) {
      const { type } = this.#at(position).event;
      counts.set(type, (counts.get(type) ?? 0) + 1);
    }
    return counts;
  }

  positionAtTime(timeMs: number): number | undefined {
    let low = this.#oldest;
    let high = this.#head + 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.#at(middle).storedAtMs < timeMs) low = middle + 1;
      else high = middle;
    }
    return low > this.#head ? undefined : low;
  }

  positionOf(source: string, id: string): number | undefined {
    return this.#positions.get({ source, id });
  }

  edgeOfBytes(maxBytes: number): number {
    let edge = this.#head + 1;
    for (let bytes = 0; edge > this.#oldest; edge -= 1) {
      bytes += this.#bytesOf(this.#at(edge - 1).event);
      if (bytes > maxBytes) return edge;
    }
    return edge;
  }

  eventBytes(): number {
    let bytes = 0;
    for (let position = this.#oldest; position <= this.#head; position += 1)
      bytes += this.#bytesOf(this.#at(position).event);
    return bytes;
  }

  dropEventsBelow(edge: number): void {
    const oldest = this.#oldest;
    const dropped: StoredRecord[] = [];
    for (; this.#oldest < edge && this.#oldest <= this.#head; this.#oldest += 1)
      dropped.push(this.#at(this.#oldest));
    for (const { event } of dropped) this.#positions.delete(event);
    this.#undo.push(() => {
      this.#oldest = oldest;
      for (const { event, position } of dropped) this.#positions.set(event, position);
    });
  }

  // Subscriptions.

  bookmark(name: string): string | undefined {
    return this.#bookmarks.get(name);
  }

  saveBookmark(name: string, text: string): void {
    this.#set(this.#bookmarks, name, text);
  }

  subscription(name: string): SubscriptionRow | undefined {
    return this.#subscriptions.get(name);
  }

  subscriptions(): readonly SubscriptionRow[] {
    return [...this.#subscriptions.values()];
  }

  saveSubscription(row: SubscriptionRow): void {
    this.#set(this.#subscriptions, row.name, row);
  }

  forgetSubscription(name: string): void {
    this.#set(this.#subscriptions, name, undefined);
    this.#set(this.#parked, name, undefined);
    this.dropDeadLetters({ subscriptions: [name] });
  }

  parkedRows(subscription: string): readonly ParkedRow[] {
    return [...this.#parkedOf(subscription).values()]
      .map(({ row }) => row)
      .sort((one, other) => one.position - other.position);
  }

  parkedEvents(subscription: string, positions: readonly number[]): ReadonlyMap<number, TouchlineEvent> {
    const parked = this.#parkedOf(subscription);
    return new Map(
      positions.flatMap((position) => {
        const event = parked.get(position)?.event;
        return event ? [[position, event]] : [];
      }),
    );
  }

  saveParked(subscription: string, row: ParkedRow, event: TouchlineEvent): void {
    this.#set(this.#parkedOf(subscription), row.position, { row, event });
  }

  updateParked(subscription: string, row: ParkedRow): void {
    const parked = this.#parkedOf(subscription);
    const before = parked.get(row.position);
    if (before)
      this.#set(parked, row.position, { row: { ...row, key: before.row.key }, event: before.event });
  }

  dropParked(subscription: string, position: number): void {
    this.#set(this.#parkedOf(subscription), position, undefined);
  }

  // Dead letters.

  deadLetters(filter: DeadLetterFilter, limit: number, afterSequence: number): readonly DeadLetter[] {
    const letters: DeadLetter[] = [];
    for (const [sequence, { letter }] of this.#deadMatching(filter)) {
      if (letters.length >= limit) break;
      if (sequence > afterSequence) letters.push(letter);
    }
    return letters;
  }

  countDeadLetters(filter: DeadLetterFilter): number {
    return this.#deadMatching(filter).length;
  }

  deadDeliveries(filter: DeadLetterFilter, limit: number, upToSequence: number): readonly ReplayableRow[] {
    const rows: ReplayableRow[] = [];
    for (const [sequence, { letter, progress }] of this.#deadMatching(filter)) {
      if (rows.length >= limit || sequence > upToSequence) break;
      if (letter.kind !== 'delivery') continue;
      const { subscription, position, event } = letter;
      rows.push({ sequence, subscription, position, progress, event });
    }
    return rows;
  }

  lastDeadSequence(): number {
    return this.#deadSequence;
  }

  addDeadDelivery({ progress, ...letter }: NewDeadDelivery): void {
    this.#addDead((id) => ({ kind: 'delivery', id, ...letter }), progress);
  }

  addDeadWebhook(letter: NewDeadWebhook): number {
    return this.#addDead((id) => ({ kind: 'webhook', id, stage: 'parse', ...letter }), 0);
  }

  dropDeadLetter(sequence: number): void {
    this.#set(this.#dead, sequence, undefined);
  }

  dropDeadLetters(filter: DeadLetterFilter): number {
    const matching = this.#deadMatching(filter);
    for (const [sequence] of matching) this.dropDeadLetter(sequence);
    return matching.length;
  }

  #addDead(letterOf: (id: string) => DeadLetter, progress: number): number {
    this.#deadSequence += 1;
    this.#set(this.#dead, this.#deadSequence, {
      letter: letterOf(deadLetterId(this.#deadSequence)),
      progress,
    });
    return this.#deadSequence;
  }

  #deadMatching(filter: DeadLetterFilter): readonly (readonly [number, StoredDead])[] {
    const matches = deadLetterTest(filter);
    return [...this.#dead].filter(([, { letter }]) => matches(letter)).sort(([one], [other]) => one - other);
  }

  #at(position: number): StoredRecord {
    return this.#events[position - this.#base] as StoredRecord;
  }

  #bytesOf(event: TouchlineEvent): number {
    const known = this.#bytes.get(event);
    if (known !== undefined) return known;
    const bytes = Buffer.byteLength(JSON.stringify(event));
    this.#bytes.set(event, bytes);
    return bytes;
  }

  #parkedOf(subscription: string): Map<number, StoredParked> {
    const parked = this.#parked.get(subscription) ?? new Map<number, StoredParked>();
    this.#parked.set(subscription, parked);
    return parked;
  }

  /** Sets or, with undefined, deletes; and knows how to take it back. */
  #set<Key, Value>(map: Map<Key, Value>, key: Key, value: Value | undefined): void {
    const before = map.get(key);
    if (value === undefined) map.delete(key);
    else map.set(key, value);
    this.#undo.push(() => {
      if (before === undefined) map.delete(key);
      else map.set(key, before);
    });
  }

  /** Gives back the slots of dropped events once they are many. */
  #compact(): void {
    const dropped = this.#oldest - this.#base;
    if (dropped === 0 || dropped * 4 < this.#events.length) return;
    this.#events.splice(0, dropped);
    this.#base = this.#oldest;
  }
}

interface StoredParked {
  readonly row: ParkedRow;
  readonly event: TouchlineEvent;
}

interface StoredDead {
  readonly letter: DeadLetter;
  readonly progress: number;
}

/** Memory keeps the event itself. */
const notEncoded: EncodedEvent = { json: '', bytes: 0 };
