/** What is looked at of a lane. */
interface Reader {
  /** The first position that it has not read. */
  readonly nextUnread: number;
}

/**
 * The lanes that are not at the head and read from storage. Events that live long cost the garbage collector most, so the
 * newest stay in memory only for lanes that are behind and keep up: one that falls further back, or stands still, will have
 * to read them from storage anyway.
 */
export class LanesBehind {
  /** How far each had read when that was last looked at. */
  readonly #lanes = new Map<Reader, number | undefined>();
  /** The head when that was last looked at. */
  #lookedAt: number;
  /** One of them may keep up. */
  #hopeful = false;

  constructor(head: number) {
    this.#lookedAt = head;
  }

  add(lane: Reader): void {
    this.#lanes.set(lane, undefined);
    this.#hopeful = true;
  }

  delete(lane: Reader): void {
    this.#lanes.delete(lane);
  }

  /** From which positions on the newest events are wanted in memory; undefined while that is not known anew. */
  wanted(head: number): readonly number[] | undefined {
    const appended = head - this.#lookedAt;
    if (this.#lanes.size > 0 && appended < eventsBetweenLooks) return this.#hopeful ? undefined : [];
    this.#lookedAt = head;
    const wanted: number[] = [];
    for (const [lane, before] of this.#lanes) {
      const { nextUnread } = lane;
      if (before === undefined || nextUnread - before >= appended) wanted.push(nextUnread);
      this.#lanes.set(lane, nextUnread);
    }
    this.#hopeful = wanted.length > 0;
    return wanted;
  }
}

const eventsBetweenLooks = 256;
