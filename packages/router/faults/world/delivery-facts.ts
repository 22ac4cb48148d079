import type { Attempt } from './attempt.ts';

/** All attempts at one delivery: one event on one route, whichever process made them. */
export class DeliveryFacts {
  readonly attempts: Attempt[] = [];
  /** How many attempts had begun when the gate withheld it, the last time that it did. */
  withheldAfter: number | undefined;
  /** How often the gate did not say whether it may be made. */
  gateFailures = 0;
  lastGateFailureMs = 0;

  /** The last that happened to it was that the gate withheld it. */
  get isWithheld(): boolean {
    return this.withheldAfter === this.attempts.length;
  }

  /** The attempts at one of its calls, in the order in which they began. */
  at(call: number): readonly Attempt[] {
    return this.attempts.filter((attempt) => attempt.call === call);
  }
}
