/** A lane reads so many events from storage in one turn of the event loop; a page that was begun is not cut. */
export const eventsPerTurn = 1_024;
/** So many bytes of events, by their JSON. */
const bytesPerTurn = 4 * 1_024 * 1_024;

/**
 * Bounds what a lane reads in one turn of the event loop. Where actions wait for nothing outside of the process, what was read is
 * delivered and more is read within one turn: a backlog would be delivered to its end before a request, a timer or the disk
 * had its turn. What comes in at the head needs no such bound: it is no more than was appended in the turn.
 */
export class ReadingPace {
  #events = 0;
  #bytes = 0;

  /** No more is to be read in this turn. */
  get isSpent(): boolean {
    return this.#events >= eventsPerTurn || this.#bytes >= bytesPerTurn;
  }

  spend(events: number, bytes: number): void {
    if (events === 0) return;
    if (this.#events === 0) setImmediate(() => this.#nextTurn());
    this.#events += events;
    this.#bytes += bytes;
  }

  #nextTurn(): void {
    this.#events = 0;
    this.#bytes = 0;
  }
}
