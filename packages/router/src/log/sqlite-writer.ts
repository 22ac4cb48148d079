import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { type AppendReceipt, TouchlineError, type TouchlineEvent } from '@touchline/core';
import type {
  BackgroundWriter,
  CheckpointTransaction,
  Portion,
  TransactionReport,
} from './background-writer.ts';
import type { ParkedRow, SubscriptionRow } from './log-storage.ts';
import { ParkedChanges } from './parked-change.ts';
import type { ConnectionSettings } from './sqlite-connection.ts';
import { explainSqliteError } from './sqlite-errors.ts';
import { type SqlValue, subscriptionValues } from './sqlite-statements.ts';
import {
  fileTaken,
  type SentPortion,
  signals,
  type ThreadAnswer,
  type ThreadData,
} from './sqlite-thread-protocol.ts';

/** The storage of a writer. */
export interface WriterStorage {
  /** A transaction of the thread is durable. */
  wroteElsewhere(portions: readonly Portion[], receipts: readonly AppendReceipt[], state: LogFigures): void;
  /** What the row of a delivery holds of its event: nothing while the log holds it. */
  eventOfRow(position: number, event: TouchlineEvent): string;
  /** Looks up whether a portion was written by a thread that has ended since; answers its receipts if it was. */
  receiptsOfLost(portion: Portion): readonly AppendReceipt[] | undefined;
}

/** How far a log has come, and what its events take. */
export interface LogFigures {
  readonly lastPosition: number;
  readonly eventBytes: number;
}

/**
 * The writing thread of a SQLite log, as the log sees it. Where no thread can be started (its file was left out of a
 * bundle, or the process may not start any) it never gets ready, and the log writes by itself.
 */
export class SqliteWriter implements BackgroundWriter {
  readonly #settings: ConnectionSettings;
  readonly #storage: WriterStorage;
  /** Shared with the thread; see {@link signals}. */
  readonly #signal = new Int32Array(new SharedArrayBuffer(signals.length * Int32Array.BYTES_PER_ELEMENT));
  #listener: (report: TransactionReport) => void = () => {};
  #port: MessagePort | undefined;
  #ready = false;
  #tried = false;
  #underWay: Portion[] = [];
  /** How many portions were ever sent; wraps as the count of the thread does. */
  #sent = 0;
  #epoch = 0;

  constructor(settings: ConnectionSettings, storage: WriterStorage) {
    this.#settings = settings;
    this.#storage = storage;
  }

  /** It can be handed portions. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Starts the thread, unless that was tried before. */
  start(): void {
    if (this.#tried) return;
    this.#tried = true;
    const { port1, port2 } = new MessageChannel();
    const data: ThreadData = { ...this.#settings, port: port2, signals: this.#signal.buffer };
    let worker: Worker;
    try {
      worker = new Worker(threadFile, {
        workerData: data,
        transferList: [port2],
        execArgv: ['--disable-warning=ExperimentalWarning'],
      });
    } catch {
      // A process that may start no threads writes by itself.
      return;
    }
    this.#port = port1;
    port1.on('message', (answer: ThreadAnswer) => this.#hear(answer));
    port1.unref();
    worker.on('error', () => {});
    worker.on('exit', () => this.#lost());
    worker.unref();
  }

  /** Holds up this thread until the other is ready, or has taken too long. */
  awaitReady(): void {
    if (!this.#port) return;
    Atomics.wait(this.#signal, signals.ready, 0, longestStartMs);
    this.#hearWaiting();
  }

  write(portion: Portion): void {
    const texts: string[] = [];
    for (let index = 0; index < portion.events.length; index += 1) {
      const { type, source, id } = portion.events[index] as TouchlineEvent;
      texts.push(type, source, id, (portion.encoded[index] as Portion['encoded'][number]).json);
    }
    const checkpoint = new RecordedCheckpoint(this.#storage);
    portion.save(checkpoint);
    const message: SentPortion = {
      epoch: this.#epoch,
      storedAtMs: portion.storedAtMs,
      texts,
      subscriptions: checkpoint.subscriptions,
      parkedChanges: checkpoint.parked.take(),
    };
    // Somebody waits for the answer: the process must live to hear it.
    if (this.#underWay.length === 0) this.#port?.ref();
    this.#underWay.push(portion);
    this.#sent = (this.#sent + 1) | 0;
    this.#port?.postMessage(message);
  }

  listen(listener: (report: TransactionReport) => void): void {
    this.#listener = listener;
  }

  finish(): void {
    while (this.#ready && this.#underWay.length > 0) {
      const ended = Atomics.load(this.#signal, signals.ended);
      if (
        ended !== this.#sent &&
        Atomics.wait(this.#signal, signals.ended, ended, longestWaitMs) === 'timed-out'
      ) {
        this.#lost();
        return;
      }
      this.#hearWaiting();
    }
  }

  /** Ends the thread once it has written what it has; waits for that, and tells nobody. */
  close(): void {
    this.#listener = () => {};
    this.#underWay = [];
    this.#ready = false;
    if (!this.#port) return;
    this.#port.postMessage('close');
    const taken = Atomics.compareExchange(
      this.#signal,
      signals.file,
      fileTaken.byNobody,
      fileTaken.byClosing,
    );
    if (taken === fileTaken.byThread) Atomics.wait(this.#signal, signals.closed, 0, longestWaitMs);
    this.#port.close();
    this.#port = undefined;
  }

  #hearWaiting(): void {
    if (!this.#port) return;
    for (let next = receiveMessageOnPort(this.#port); next; next = receiveMessageOnPort(this.#port))
      this.#hear(next.message as ThreadAnswer);
  }

  #hear(answer: ThreadAnswer): void {
    if (answer.kind === 'ready') {
      this.#ready = true;
      return;
    }
    const portions = this.#underWay.splice(0, answer.portions);
    if (this.#underWay.length === 0) this.#port?.unref();
    if (answer.kind === 'failed') {
      // What the thread has not seen yet was sent in the belief that all was well.
      this.#epoch += 1;
      const error = explainSqliteError(Object.assign(new Error(answer.message), { errcode: answer.errcode }));
      this.#listener({ portions: portions.length, receipts: [], error });
      return;
    }
    const receipts = receiptsOf(answer, portions);
    this.#storage.wroteElsewhere(portions, receipts, answer);
    this.#listener({ portions: portions.length, receipts });
  }

  /** The thread has ended by itself: what it had written is looked up, and the rest has failed. */
  #lost(): void {
    this.#port?.close();
    this.#port = undefined;
    if (!this.#ready) return;
    this.#ready = false;
    const lost = this.#underWay;
    this.#underWay = [];
    const error = new TouchlineError('log.failed', 'The thread that writes the event log has ended.');
    for (const portion of lost) {
      const receipts = this.#storage.receiptsOfLost(portion);
      this.#listener(receipts ? { portions: 1, receipts } : { portions: 1, receipts: [], error });
    }
  }
}

/** Longer than any transaction takes; after that the thread is given up, in milliseconds. */
const longestWaitMs = 60_000;

/** How long who asks for a thread from the start waits for it at most, in milliseconds. */
const longestStartMs = 5_000;

const threadFile = new URL(
  import.meta.url.endsWith('.ts') ? './sqlite-writer-thread.ts' : './sqlite-writer-thread.js',
  import.meta.url,
);

const receiptsOf = (
  { firstPosition, duplicates }: Extract<ThreadAnswer, { kind: 'written' }>,
  portions: readonly Portion[],
): readonly AppendReceipt[] => {
  const receipts: AppendReceipt[] = [];
  const events = portions.reduce((sum, portion) => sum + portion.events.length, 0);
  let position = firstPosition;
  let nextDuplicate = 0;
  for (let index = 0; index < events; index += 1) {
    const duplicate = duplicates[nextDuplicate];
    if (duplicate?.[0] === index) {
      nextDuplicate += 1;
      receipts.push({ position: duplicate[1], duplicate: true });
    } else {
      receipts.push({ position, duplicate: false });
      position += 1;
    }
  }
  return receipts;
};

/** A checkpoint as the values that it writes: how things stand now, to be written later. */
class RecordedCheckpoint implements CheckpointTransaction {
  readonly subscriptions: (readonly SqlValue[])[] = [];
  readonly parked = new ParkedChanges();
  readonly #storage: WriterStorage;

  constructor(storage: WriterStorage) {
    this.#storage = storage;
  }

  saveSubscription(row: SubscriptionRow): void {
    this.subscriptions.push(subscriptionValues(row));
  }

  saveParked(subscription: string, row: ParkedRow, event: TouchlineEvent): void {
    this.parked.put(subscription, row, this.#storage.eventOfRow(row.position, event));
  }

  updateParked(subscription: string, row: ParkedRow): void {
    this.parked.put(subscription, row);
  }

  dropParked(subscription: string, position: number): void {
    this.parked.drop(subscription, position);
  }
}
