import type { Attempt } from './attempt.ts';

/** The attempts of a route that have not ended, in no order: to come and to go costs next to nothing. */
export class AttemptsUnderWay {
  readonly #attempts: Attempt[] = [];

  add(attempt: Attempt): void {
    attempt.place = this.#attempts.length;
    this.#attempts.push(attempt);
  }

  /** Lets go of an attempt that is under way. */
  delete(attempt: Attempt): void {
    const last = this.#attempts.pop();
    if (last === undefined || last === attempt) return;
    last.place = attempt.place;
    this.#attempts[attempt.place] = last;
  }

  /** Those that are under way now, whatever ends meanwhile. */
  all(): readonly Attempt[] {
    return [...this.#attempts];
  }
}
