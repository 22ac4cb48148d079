import type { AppendReceipt, TouchlineEvent } from '@touchline/core';
import type { Appending, CommitOperation } from './group-commit.ts';
import type { EncodedEvent, LogTransaction } from './log-storage.ts';

/** Where the events of a transaction go, and who hears of them. */
export interface AppendTarget {
  /** Gives away the next position of the transaction. */
  nextPosition(): number;
  /** Gives the last position back: the event that should have had it is held already. */
  returnPosition(): void;
  /** When the events of this transaction are stored: milliseconds since the epoch. */
  readonly storedAtMs: number;
  /** A new event is durable. */
  appended(position: number, event: TouchlineEvent, bytes: number): void;
}

/** The events of one `append`. */
export class AppendOperation implements CommitOperation, Appending {
  readonly events: readonly TouchlineEvent[];
  readonly encoded: readonly EncodedEvent[];
  readonly #target: AppendTarget;
  #receipts: AppendReceipt[] = [];
  resolve: (receipts: readonly AppendReceipt[]) => void = () => {};
  failed: (error: unknown) => void = () => {};

  constructor(events: readonly TouchlineEvent[], encoded: readonly EncodedEvent[], target: AppendTarget) {
    this.events = events;
    this.encoded = encoded;
    this.#target = target;
  }

  get weight(): number {
    return this.events.length;
  }

  get appending(): Appending {
    return this;
  }

  apply(transaction: LogTransaction): void {
    const target = this.#target;
    for (let index = 0; index < this.events.length; index += 1) {
      const event = this.events[index] as TouchlineEvent;
      const position = target.nextPosition();
      const held = transaction.append(
        position,
        target.storedAtMs,
        event,
        this.encoded[index] as EncodedEvent,
      );
      if (held > 0) target.returnPosition();
      this.#receipts.push({ position: held || position, duplicate: held > 0 });
    }
  }

  written(receipts: readonly AppendReceipt[]): void {
    this.#receipts = [...receipts];
  }

  revert(): void {
    this.#receipts = [];
  }

  committed(): void {
    for (let index = 0; index < this.events.length; index += 1) {
      const { position, duplicate } = this.#receipts[index] as AppendReceipt;
      if (duplicate) continue;
      this.#target.appended(
        position,
        this.events[index] as TouchlineEvent,
        (this.encoded[index] as EncodedEvent).bytes,
      );
    }
    this.resolve(this.#receipts);
  }
}
