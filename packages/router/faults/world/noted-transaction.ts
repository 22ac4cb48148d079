import { type DeadLetterFilter, TouchlineError, type TouchlineEvent } from '@touchline/core';
import type {
  EncodedEvent,
  LogTransaction,
  NewDeadDelivery,
  NewDeadWebhook,
  ParkedRow,
  SubscriptionRow,
} from '../../src/log/log-storage.ts';
import type { MemoryStorage } from '../../src/log/memory-storage.ts';
import type { Journal } from './journal.ts';

/** How a disk says no. */
export type Refusal = 'log.full' | 'log.failed';

export const refusalOf = (code: Refusal): TouchlineError =>
  new TouchlineError(code, 'The simulated disk says so.');

/** Where a transaction is noted. */
export interface Notary {
  readonly memory: MemoryStorage;
  readonly journal: Journal;
  /** What to note once it is committed. */
  readonly notes: (() => void)[];
  /** How the disk refuses. */
  readonly code: Refusal;
  /** Milliseconds since the world began. */
  readonly atMs: number;
}

/** Passes a transaction on, notes what it writes, and fails after so many steps. */
export class NotedTransaction implements LogTransaction {
  readonly #to: LogTransaction;
  readonly #notary: Notary;
  #stepsLeft: number;

  constructor(to: LogTransaction, notary: Notary, stepsLeft: number) {
    this.#to = to;
    this.#notary = notary;
    this.#stepsLeft = stepsLeft;
  }

  append(position: number, storedAtMs: number, event: TouchlineEvent, encoded: EncodedEvent): number {
    this.#step();
    const held = this.#to.append(position, storedAtMs, event, encoded);
    if (held === 0) this.#note((journal) => journal.appended(position, event, this.#notary.atMs));
    return held;
  }
  dropEventsBelow(position: number): void {
    this.#step();
    this.#to.dropEventsBelow(position);
    this.#note((journal) => {
      journal.edge = Math.max(journal.edge, position);
    });
  }
  saveBookmark(name: string, text: string): void {
    this.#step();
    this.#to.saveBookmark(name, text);
  }
  saveSubscription(row: SubscriptionRow): void {
    this.#step();
    this.#to.saveSubscription(row);
    this.#note((journal) => journal.opened(row.name, row.countedFrom));
  }
  forgetSubscription(name: string): void {
    this.#step();
    this.#to.forgetSubscription(name);
    this.#note((journal) => journal.forgotten(name));
  }
  saveParked(subscription: string, row: ParkedRow, event: TouchlineEvent): void {
    this.#step();
    this.#to.saveParked(subscription, row, event);
  }
  updateParked(subscription: string, row: ParkedRow): void {
    this.#step();
    this.#to.updateParked(subscription, row);
  }
  dropParked(subscription: string, position: number): void {
    this.#step();
    this.#to.dropParked(subscription, position);
  }
  addDeadDelivery(letter: NewDeadDelivery): void {
    this.#step();
    this.#to.addDeadDelivery(letter);
    const sequence = this.#notary.memory.lastDeadSequence();
    const { subscription: route, position, error } = letter;
    this.#note((journal) =>
      journal.died(sequence, { route, position, code: error.code, state: 'dead', goneCommits: 0 }),
    );
  }
  addDeadWebhook(letter: NewDeadWebhook): number {
    this.#step();
    this.#note((journal) => journal.keptWebhooks.add(letter.request.bodyBase64));
    return this.#to.addDeadWebhook(letter);
  }
  dropDeadLetter(sequence: number): void {
    this.#step();
    this.#to.dropDeadLetter(sequence);
    this.#note((journal) => journal.letterGone(sequence, 'replayed'));
  }
  dropDeadLetters(filter: DeadLetterFilter): number {
    this.#step();
    const letters = this.#notary.memory.deadLetters(filter, Number.POSITIVE_INFINITY, 0);
    const dropped = this.#to.dropDeadLetters(filter);
    for (const { id } of letters)
      this.#note((journal) => journal.letterGone(Number(id.slice(3)), 'discarded'));
    return dropped;
  }

  #note(note: (journal: Journal) => void): void {
    const { notes, journal } = this.#notary;
    notes.push(() => note(journal));
  }

  #step(): void {
    this.#stepsLeft -= 1;
    if (this.#stepsLeft < 0) throw refusalOf(this.#notary.code);
  }
}
