/**
 * Does what is put off in one turn of the event loop together, at the turn's end.
 *
 * Sockets are read one after another, and much follows from each message. Where a process has many under way, to do all of it
 * before the next socket is read takes half as long again as to take each step for all of them: no step finds its code or its
 * data in the processor's caches.
 */
export class TurnEnd {
  #works: (() => void)[] = [];

  /** @param work must not throw. */
  putOff(work: () => void): void {
    if (this.#works.push(work) === 1) setImmediate(() => this.doNow());
  }

  /** Does what waits for the end of the turn, now. */
  doNow(): void {
    const works = this.#works;
    this.#works = [];
    for (const work of works) work();
  }
}
