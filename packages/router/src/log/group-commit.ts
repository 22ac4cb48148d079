import type { TouchlineError } from '@touchline/core';
import { Deque } from './deque.ts';
import type { LogStorage, LogTransaction } from './log-storage.ts';

/** Something to be written. Nothing else happens in the process between `apply` and what follows it. */
export interface CommitOperation {
  /** How many rows it writes, about. */
  readonly weight: number;
  /** It wants a transaction to itself. */
  readonly alone?: boolean;
  /** Writes, and changes the memory as if that had succeeded. */
  apply(transaction: LogTransaction): void;
  /** Takes back what `apply` did to the memory, however far it came. */
  revert(): void;
  /** It is durable. */
  committed(): void;
  /** It was not written, and will not be. */
  failed(error: unknown): void;
}

/** The log around the transactions. */
export interface CommitSurroundings {
  /** A transaction begins. */
  begin(): void;
  /** Writes the checkpoints that wait. */
  saveCheckpoints(transaction: LogTransaction): void;
  /** The transaction is durable; its operations are told next. */
  saved(operations: number): void;
  /** Its operations were told. */
  told(): void;
  /** Makes a failure of the storage one of our errors. */
  explain(error: unknown): TouchlineError;
}

/**
 * Gathers what is written in one turn of the event loop into one transaction, so that any number of concurrent
 * publishes share one sync of the disk.
 */
export class GroupCommit {
  readonly #storage: LogStorage;
  readonly #surroundings: CommitSurroundings;
  readonly #waiting = new Deque<CommitOperation>();
  #scheduled = false;

  constructor(storage: LogStorage, surroundings: CommitSurroundings) {
    this.#storage = storage;
    this.#surroundings = surroundings;
  }

  enqueue(operation: CommitOperation): void {
    this.#waiting.push(operation);
    this.#schedule();
  }

  /** Writes everything that waits, now. */
  flush(): void {
    while (this.#waiting.length > 0) this.#writeBatch();
  }

  /** Forgets everything that waits. */
  clear(): void {
    while (this.#waiting.shift());
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    const run = (): void => {
      this.#scheduled = false;
      if (this.#waiting.length > 0) this.#writeBatch();
      if (this.#waiting.length > 0) this.#schedule();
    };
    if (this.#storage.batching === 'microtask') queueMicrotask(run);
    else setImmediate(run);
  }

  #writeBatch(): void {
    const batch = this.#takeBatch();
    const error = this.#write(batch);
    if (!error) return;
    const hopeless = batch.length === 1 || error.code === 'log.full';
    for (const operation of batch) {
      // One that cannot be written must not take the others of its transaction with it.
      const alone = hopeless ? error : this.#write([operation]);
      if (alone) operation.failed(alone);
    }
  }

  #takeBatch(): CommitOperation[] {
    const batch: CommitOperation[] = [];
    let weight = 0;
    for (let next = this.#waiting.at(0); next; next = this.#waiting.at(0)) {
      if (batch.length > 0 && (next.alone || weight + next.weight > mostRows)) break;
      batch.push(next);
      this.#waiting.shift();
      weight += next.weight;
      if (next.alone) break;
    }
    return batch;
  }

  /** Answers why nothing was written, when it was not. */
  #write(batch: readonly CommitOperation[]): TouchlineError | undefined {
    const surroundings = this.#surroundings;
    let begun = 0;
    surroundings.begin();
    try {
      this.#storage.write((transaction) => {
        for (const operation of batch) {
          begun += 1;
          operation.apply(transaction);
        }
        surroundings.saveCheckpoints(transaction);
      });
    } catch (error) {
      while (begun > 0) {
        begun -= 1;
        batch[begun]?.revert();
      }
      return surroundings.explain(error);
    }
    surroundings.saved(batch.length);
    for (const operation of batch) operation.committed();
    surroundings.told();
    return undefined;
  }
}

/** A transaction holds about so many rows, so that it does not hold up the process for long. */
const mostRows = 2_048;
