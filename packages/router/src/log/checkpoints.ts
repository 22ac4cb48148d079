import type { Clock } from '@touchline/core';
import type { CheckpointTransaction } from './background-writer.ts';
import type { Appending, CommitOperation, SavedCheckpoints } from './group-commit.ts';
import type { SubscriptionLane } from './subscription-lane.ts';

/** What checkpoints are written with. */
export interface CheckpointSurroundings {
  readonly clock: Clock;
  /** A checkpoint that no append takes along is written after so many milliseconds. */
  readonly intervalMs: number;
  readonly commit: (operation: CommitOperation) => void;
}

/** The subscriptions that stand otherwise than storage says. They are written with the next append, or after the interval. */
export class Checkpoints {
  readonly #surroundings: CheckpointSurroundings;
  #dirty: SubscriptionLane[] = [];
  #cancelTimer: (() => void) | undefined;

  constructor(surroundings: CheckpointSurroundings) {
    this.#surroundings = surroundings;
  }

  mark(lane: SubscriptionLane): void {
    if (lane.dirty) return;
    lane.dirty = true;
    this.#dirty.push(lane);
    this.#setTimer();
  }

  /** Leaves out a subscription that is about to be forgotten, so that nothing brings it back. */
  leaveOut(name: string): void {
    this.#dirty = this.#dirty.filter((lane) => lane.name !== name);
  }

  /** Writes all that wait, as they stand now; answers who hears what becomes of them. */
  save(transaction: CheckpointTransaction): SavedCheckpoints {
    const lanes = this.#dirty;
    for (const lane of lanes) lane.save(transaction);
    this.#dirty = [];
    this.stop();
    for (const lane of lanes) {
      lane.dirty = false;
      lane.handedOver();
    }
    return {
      count: lanes.length,
      durable() {
        for (const lane of lanes) lane.saved();
      },
      lost() {
        for (const lane of lanes) lane.notSaved();
      },
    };
  }

  /** Writes nothing any more by itself. */
  stop(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #setTimer(): void {
    const { clock, intervalMs } = this.#surroundings;
    this.#cancelTimer ??= clock.schedule(() => this.#write(), intervalMs);
  }

  #write(): void {
    this.#cancelTimer = undefined;
    if (this.#dirty.length === 0) return;
    this.#surroundings.commit({
      weight: 0,
      appending: nothing,
      apply() {},
      revert() {},
      committed() {},
      // A checkpoint that fails is no loss: what it would have said is still known, and said later.
      failed: () => this.#setTimer(),
    });
  }
}

/** A checkpoint appends nothing. */
const nothing: Appending = { events: [], encoded: [], written() {} };
