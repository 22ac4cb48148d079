import type { AppendReceipt, TouchlineError, TouchlineEvent } from '@touchline/core';
import type { CheckpointTransaction, TransactionReport } from './background-writer.ts';
import { Deque } from './deque.ts';
import type { EncodedEvent, LogStorage, LogTransaction } from './log-storage.ts';

/** Something to be written. Nothing else happens in the process between `apply` and what follows it. */
export interface CommitOperation {
  /** How many rows it writes, about. */
  readonly weight: number;
  /** It wants a transaction to itself. */
  readonly alone?: boolean;
  /** Set where the operation only appends, so that it may be written in the background instead. */
  readonly appending?: Appending;
  /** Writes, and changes the memory as if that had succeeded. */
  apply(transaction: LogTransaction): void;
  /** Takes back what `apply` did to the memory, however far it came. */
  revert(): void;
  /** It is durable. */
  committed(): void;
  /** It was not written, and will not be. */
  failed(error: unknown): void;
}

/** What an operation appends, perhaps nothing. */
export interface Appending {
  readonly events: readonly TouchlineEvent[];
  readonly encoded: readonly EncodedEvent[];
  /** Its events were written in the background; `committed` comes next. */
  written(receipts: readonly AppendReceipt[]): void;
}

/** The log around the transactions. */
export interface CommitSurroundings {
  /** A transaction begins; answers when its events are stored, in milliseconds since the epoch. */
  begin(): number;
  /** How many new events the transaction on this thread has given positions to. */
  appendedNow(): number;
  /** Writes the checkpoints that wait; answers who hears what becomes of them. */
  saveCheckpoints(transaction: CheckpointTransaction): SavedCheckpoints;
  /** A transaction is durable; its operations are told next. */
  saved(report: CommitReport): void;
  /** Its operations were told. */
  told(): void;
  /** Makes a failure of the storage one of our errors. */
  explain(error: unknown): TouchlineError;
}

/** Checkpoints on their way. One of the two is called. */
export interface SavedCheckpoints {
  readonly count: number;
  durable(): void;
  lost(): void;
}

/** What one transaction wrote. */
export interface CommitReport {
  /** Events that were new. */
  readonly events: number;
  /** Appends, burials and other writes that shared the transaction. */
  readonly operations: number;
  /** Subscriptions whose cursor and counts were written. */
  readonly checkpoints: number;
}

/** A portion on its way in the background. */
interface HandedOver {
  readonly operations: readonly CommitOperation[];
  readonly checkpoints: SavedCheckpoints;
}

/**
 * Gathers what is written in one turn of the event loop into one transaction, so that any number of concurrent
 * publishes share one sync of the disk. Where storage can write in the background, appends are handed over as they
 * come, and the next are gathered while these are written; everything else waits until nothing is on its way.
 */
export class GroupCommit {
  readonly #storage: LogStorage;
  readonly #surroundings: CommitSurroundings;
  readonly #waiting = new Deque<CommitOperation>();
  readonly #handedOver = new Deque<HandedOver>();
  /** Of portions that failed, while others before which they must not be written are still on their way. */
  #missed: CommitOperation[] = [];
  #missedFor: TouchlineError | undefined;
  /** Rows of the operations that wait, and how many of these cannot be written in the background. */
  #rows = 0;
  #others = 0;
  #listening = false;
  #scheduled = false;

  constructor(storage: LogStorage, surroundings: CommitSurroundings) {
    this.#storage = storage;
    this.#surroundings = surroundings;
  }

  enqueue(operation: CommitOperation): void {
    this.#waiting.push(operation);
    this.#rows += operation.weight;
    if (!operation.appending) this.#others += 1;
    // The thread can begin with these while this one makes more.
    if (this.#rows >= rowsOfPortion && this.#others === 0 && this.#mayHandOver()) this.#handOver();
    else this.#schedule();
  }

  /** Writes everything that waits, now. */
  flush(): void {
    this.#storage.background?.finish();
    while (this.#waiting.length > 0) this.#writeBatch();
  }

  /** Forgets everything that waits. */
  clear(): void {
    while (this.#waiting.shift());
    while (this.#handedOver.shift());
    this.#missed = [];
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    const run = (): void => {
      this.#scheduled = false;
      this.#run();
    };
    if (this.#storage.batching === 'microtask') queueMicrotask(run);
    else setImmediate(run);
  }

  #run(): void {
    while (this.#waiting.at(0)?.appending && this.#mayHandOver()) this.#handOver();
    // Who waits for the background is scheduled again when that is through.
    if (this.#waiting.length === 0 || this.#handedOver.length > 0) return;
    this.#writeBatch();
    if (this.#waiting.length > 0) this.#schedule();
  }

  // In the background.

  #mayHandOver(): boolean {
    return this.#missed.length === 0 && this.#storage.background !== undefined;
  }

  #handOver(): void {
    const { background } = this.#storage;
    if (!background) return;
    if (!this.#listening) {
      this.#listening = true;
      background.listen((report) => this.#ended(report));
    }
    const operations: CommitOperation[] = [];
    const events: TouchlineEvent[] = [];
    const encoded: EncodedEvent[] = [];
    for (let next = this.#waiting.at(0); next?.appending; next = this.#waiting.at(0)) {
      if (operations.length > 0 && events.length + next.weight > mostRows) break;
      this.#shift();
      operations.push(next);
      for (const event of next.appending.events) events.push(event);
      for (const each of next.appending.encoded) encoded.push(each);
    }
    const storedAtMs = this.#surroundings.begin();
    let checkpoints = noCheckpoints;
    background.write({
      storedAtMs,
      events,
      encoded,
      save: (transaction) => {
        checkpoints = this.#surroundings.saveCheckpoints(transaction);
      },
    });
    this.#handedOver.push({ operations, checkpoints });
  }

  #ended({ portions, receipts, error }: TransactionReport): void {
    const ended: HandedOver[] = [];
    for (let portion = 0; portion < portions; portion += 1) {
      const next = this.#handedOver.shift();
      if (next) ended.push(next);
    }
    if (error) this.#miss(ended, error);
    else this.#wrote(ended, receipts);
    if (this.#waiting.length > 0) this.#schedule();
  }

  #wrote(ended: readonly HandedOver[], receipts: readonly AppendReceipt[]): void {
    const surroundings = this.#surroundings;
    let events = 0;
    for (const { duplicate } of receipts) if (!duplicate) events += 1;
    let operations = 0;
    let count = 0;
    for (const portion of ended) {
      portion.checkpoints.durable();
      operations += portion.operations.length;
      count += portion.checkpoints.count;
    }
    surroundings.saved({ events, operations, checkpoints: count });
    let next = 0;
    for (const portion of ended)
      for (const operation of portion.operations) {
        const { appending } = operation;
        if (!appending) continue;
        appending.written(receipts.slice(next, next + appending.events.length));
        next += appending.events.length;
        operation.committed();
      }
    surroundings.told();
  }

  /** Nothing of these portions was written. What was handed over after them fails as well, and is waited for. */
  #miss(ended: readonly HandedOver[], error: TouchlineError): void {
    for (const { operations, checkpoints } of ended) {
      checkpoints.lost();
      this.#missed.push(...operations);
    }
    this.#missedFor = this.#missedFor?.code === 'log.full' ? this.#missedFor : error;
    if (this.#handedOver.length > 0) return;
    const missed = this.#missed;
    const reason = this.#missedFor;
    this.#missed = [];
    this.#missedFor = undefined;
    this.#writeEach(missed, missed.length > 0 && reason.code === 'log.full' ? reason : undefined);
  }

  // On this thread.

  #writeBatch(): void {
    const batch = this.#takeBatch();
    const error = this.#write(batch);
    if (!error) return;
    const hopeless = batch.length === 1 || error.code === 'log.full';
    this.#writeEach(batch, hopeless ? error : undefined);
  }

  /** One that cannot be written must not take the others of its transaction with it. */
  #writeEach(operations: readonly CommitOperation[], hopeless: TouchlineError | undefined): void {
    for (const operation of operations) {
      const error = hopeless ?? this.#write([operation]);
      if (error) operation.failed(error);
    }
  }

  #takeBatch(): CommitOperation[] {
    const batch: CommitOperation[] = [];
    let weight = 0;
    for (let next = this.#waiting.at(0); next; next = this.#waiting.at(0)) {
      if (batch.length > 0 && (next.alone || weight + next.weight > mostRows)) break;
      batch.push(next);
      this.#shift();
      weight += next.weight;
      if (next.alone) break;
    }
    return batch;
  }

  #shift(): void {
    const operation = this.#waiting.shift();
    if (!operation) return;
    this.#rows -= operation.weight;
    if (!operation.appending) this.#others -= 1;
  }

  /** Answers why nothing was written, when it was not. */
  #write(batch: readonly CommitOperation[]): TouchlineError | undefined {
    const surroundings = this.#surroundings;
    let begun = 0;
    let checkpoints = noCheckpoints;
    surroundings.begin();
    try {
      this.#storage.write((transaction) => {
        for (const operation of batch) {
          begun += 1;
          operation.apply(transaction);
        }
        checkpoints = surroundings.saveCheckpoints(transaction);
      });
    } catch (error) {
      checkpoints.lost();
      while (begun > 0) {
        begun -= 1;
        batch[begun]?.revert();
      }
      return surroundings.explain(error);
    }
    checkpoints.durable();
    surroundings.saved({
      events: surroundings.appendedNow(),
      operations: batch.length,
      checkpoints: checkpoints.count,
    });
    for (const operation of batch) operation.committed();
    surroundings.told();
    return undefined;
  }
}

const noCheckpoints: SavedCheckpoints = { count: 0, durable() {}, lost() {} };

/** A transaction holds about so many rows, so that it does not hold up the process for long. */
const mostRows = 2_048;

/** So many rows are worth the thread's while before the turn of the event loop has ended. */
const rowsOfPortion = 256;
