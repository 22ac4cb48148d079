import type { Page, PageQuery, StoredRecord } from './log-storage.ts';

/**
 * The newest events, kept as they were appended: who is only a little behind need not parse them again. Who is further
 * behind reads whole pages from storage anyway.
 */
export class RecentEvents {
  readonly #slots: (StoredRecord | undefined)[] = new Array(mostEvents);
  #first = 1;
  #next = 1;
  #bytes = 0;

  /** Takes in the event after the last; anything else starts afresh. */
  push(record: StoredRecord): void {
    if (record.position !== this.#next) this.#startAt(record.position);
    while (this.#next - this.#first >= mostEvents || (this.#bytes > mostBytes && this.#first < this.#next))
      this.#dropFirst();
    this.#slots[record.position % mostEvents] = record;
    this.#bytes += record.bytes;
    this.#next = record.position + 1;
  }

  /** Lets go of what comes before all of these positions; those that are not held any more do not count. */
  keepFor(positions: readonly number[]): void {
    const first = Math.min(this.#next, ...positions.filter((position) => this.holds(position)));
    while (this.#first < first) this.#dropFirst();
  }

  holds(position: number): boolean {
    return position >= this.#first && position < this.#next;
  }

  /** Reads on from a position that is held. */
  read({ from, to, filter, limit, maxPositions }: PageQuery): Page {
    const events: StoredRecord[] = [];
    const end = Math.min(to + 1, this.#next, from + maxPositions);
    let next = from;
    while (next < end && events.length < limit) {
      const record = this.#slots[next % mostEvents] as StoredRecord;
      if (filter.matches(record.event.type)) events.push(record);
      next += 1;
    }
    return { events, next, isRecent: true };
  }

  #startAt(position: number): void {
    this.#slots.fill(undefined);
    this.#first = position;
    this.#next = position;
    this.#bytes = 0;
  }

  #dropFirst(): void {
    this.#bytes -= this.#slots[this.#first % mostEvents]?.bytes ?? 0;
    this.#slots[this.#first % mostEvents] = undefined;
    this.#first += 1;
  }
}

const mostEvents = 1_024;
const mostBytes = 4 * 1_024 * 1_024;
