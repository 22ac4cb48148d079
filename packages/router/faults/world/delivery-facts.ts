import type { Attempt } from './attempt.ts';

/** All attempts at one delivery: one event on one route, whichever process made them. */
export class DeliveryFacts {
  readonly attempts: Attempt[] = [];

  /** The attempts at one of its calls, in the order in which they began. */
  at(call: number): readonly Attempt[] {
    return this.attempts.filter((attempt) => attempt.call === call);
  }
}
