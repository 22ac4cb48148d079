import type { AppendReceipt, Clock } from '@touchline/core';
import { TouchlineError, type TouchlineEvent, toTouchlineError } from '@touchline/core';
import type {
  BackgroundWriter,
  CheckpointTransaction,
  Portion,
  TransactionReport,
} from '../../src/log/background-writer.ts';
import type { EncodedEvent, LogTransaction } from '../../src/log/log-storage.ts';
import type { Random } from './random.ts';

/** What the writing thread of a simulated process works with. */
export interface SimulatedWriterOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Writes one transaction of what was handed over by a turn; throws when it failed. */
  readonly write: (work: (transaction: LogTransaction) => void, handedOverInTurn: number) => void;
  readonly lastPosition: () => number;
  readonly turn: () => number;
  readonly isDead: () => boolean;
  /** The process hears that so many events are written. */
  readonly heard: (events: number) => void;
  /** What was handed over took so long to be written. */
  readonly lagged: (forMs: number) => void;
}

/**
 * A writing thread: portions wait for it, several share a transaction, and the process hears of it later, if it lives.
 */
export class SimulatedWriter implements BackgroundWriter {
  readonly #options: SimulatedWriterOptions;
  #listener: (report: TransactionReport) => void = () => {};
  #waiting: Waiting[] = [];
  #unheard: { readonly report: TransactionReport; readonly lastPosition: number }[] = [];
  #working = false;
  #epoch = 0;
  #failedEpoch = -1;

  constructor(options: SimulatedWriterOptions) {
    this.#options = options;
  }

  write(portion: Portion): void {
    const steps: ((transaction: CheckpointTransaction) => void)[] = [];
    portion.save({
      saveSubscription: (row) => steps.push((transaction) => transaction.saveSubscription(row)),
      saveParked: (name, row, event) => steps.push((transaction) => transaction.saveParked(name, row, event)),
      updateParked: (name, row) => steps.push((transaction) => transaction.updateParked(name, row)),
      dropParked: (name, position) => steps.push((transaction) => transaction.dropParked(name, position)),
    });
    this.#waiting.push({ portion, steps, turn: this.#options.turn(), epoch: this.#epoch });
    if (this.#working) return;
    this.#working = true;
    this.#later(() => this.#work());
  }

  listen(listener: (report: TransactionReport) => void): void {
    this.#listener = listener;
  }

  finish(): void {
    while (this.#waiting.length > 0 || this.#unheard.length > 0) {
      this.#hear();
      this.#writeSome();
    }
  }

  #work(): void {
    this.#writeSome();
    this.#later(() => {
      this.#hear();
      if (this.#waiting.length > 0) this.#work();
      else this.#working = false;
    });
  }

  #writeSome(): void {
    const { random, write, lastPosition, isDead } = this.#options;
    if (this.#waiting.length === 0 || isDead()) return;
    const epoch = this.#waiting[0]?.epoch ?? 0;
    const most = random.between(1, 4);
    const portions: Waiting[] = [];
    while (portions.length < most && this.#waiting[0]?.epoch === epoch)
      portions.push(this.#waiting.shift() as Waiting);
    const receipts: AppendReceipt[] = [];
    try {
      if (epoch <= this.#failedEpoch)
        throw new TouchlineError('log.failed', 'A transaction before it failed.');
      write((transaction) => {
        let next = lastPosition() + 1;
        for (const { portion, steps } of portions) {
          portion.events.forEach((event: TouchlineEvent, index) => {
            const encoded = portion.encoded[index] as EncodedEvent;
            const held = transaction.append(next, portion.storedAtMs, event, encoded);
            receipts.push({ position: held || next, duplicate: held > 0 });
            if (held === 0) next += 1;
          });
          for (const step of steps) step(transaction);
        }
      }, portions.at(-1)?.turn ?? 0);
      this.#tell({ portions: portions.length, receipts });
    } catch (thrown) {
      this.#failedEpoch = epoch;
      this.#tell({ portions: portions.length, receipts: [], error: toTouchlineError(thrown) });
    }
  }

  #tell(report: TransactionReport): void {
    this.#unheard.push({ report, lastPosition: this.#options.lastPosition() });
  }

  #hear(): void {
    const heard = this.#unheard;
    this.#unheard = [];
    for (const { report, lastPosition } of heard) {
      if (this.#options.isDead()) return;
      this.#options.heard(lastPosition);
      if (report.error) this.#epoch += 1;
      this.#listener(report);
    }
  }

  #later(run: () => void): void {
    const { clock, random, lagged } = this.#options;
    const afterMs = random.oneOf([0, 0, 0, 1, 7]);
    lagged(afterMs);
    clock.schedule(run, afterMs);
  }
}

interface Waiting {
  readonly portion: Portion;
  readonly steps: readonly ((transaction: CheckpointTransaction) => void)[];
  readonly turn: number;
  readonly epoch: number;
}
