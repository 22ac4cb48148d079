import type { RawResponse } from './transport.ts';

type Resolve = (answer: RawResponse) => void;

/**
 * Hands on the answers that come in one turn of the event loop together, at its end. Sockets are read one after another, and
 * much follows from each answer; where a process has many calls under way, to do all of it before the next socket is read takes
 * half as long again as to take each step for all answers.
 */
export class GatheredAnswers {
  #resolves: Resolve[] = [];
  #answers: RawResponse[] = [];

  handOn(resolve: Resolve, answer: RawResponse): void {
    if (this.#resolves.push(resolve) === 1) setImmediate(() => this.handOnAll());
    this.#answers.push(answer);
  }

  /** Hands on what waits for the end of the turn, now. */
  handOnAll(): void {
    const resolves = this.#resolves;
    const answers = this.#answers;
    this.#resolves = [];
    this.#answers = [];
    for (let at = 0; at < resolves.length; at += 1) resolves[at]?.(answers[at] as RawResponse);
  }
}
