import type { Clock, DeadLetter, DeadLetterFilter, TouchlineEvent } from '@touchline/core';
import type { BackgroundWriter } from '../../src/log/background-writer.ts';
import type {
  EncodedEvent,
  LogState,
  LogStorage,
  LogTransaction,
  Page,
  PageQuery,
  ParkedRow,
  ReplayableRow,
  SubscriptionRow,
} from '../../src/log/log-storage.ts';
import { MemoryStorage } from '../../src/log/memory-storage.ts';
import type { TypeFilter } from '../../src/log/type-filter.ts';
import { Journal } from './journal.ts';
import { NotedTransaction, type Refusal, refusalOf } from './noted-transaction.ts';
import type { Random } from './random.ts';
import type { SimulatedTime } from './simulated-time.ts';
import { SimulatedWriter } from './simulated-writer.ts';

/** How the disk is: `failing` now and then, `broken` always, `unreadable` for pages of events. */
export type DiskMood = 'well' | 'full' | 'failing' | 'broken' | 'slow' | 'unreadable';

/** Where in a transaction the process is to die. */
export type DeathInWrite = 'before' | 'midway' | 'at commit' | 'after commit';

/** What a disk knows of the process that uses it. */
export interface DiskUser {
  readonly dead: boolean;
  /** It closed its log. */
  letGo: boolean;
  die(): void;
  readonly clock: Clock;
  /** A transaction became durable: what it says was so in that turn. */
  committed(turn: number): void;
  /** A transaction failed, or reading did. */
  troubled(): void;
  /** A transaction took so long. */
  stalled(forMs: number): void;
}

/** The disk of a simulated machine: what is committed stays, whichever process dies. */
export class SimulatedDisk {
  readonly journal = new Journal();
  readonly memory = new MemoryStorage();
  readonly time: SimulatedTime;
  readonly random: Random;
  mood: DiskMood = 'well';
  /** The process that writes next dies there. */
  deathInWrite: DeathInWrite | undefined;

  constructor(time: SimulatedTime, random: Random) {
    this.time = time;
    this.random = random;
  }

  /** The disk as one process uses it. */
  openFor(user: DiskUser, batching: LogStorage['batching'], hasThread: boolean): LogStorage {
    return new DiskAccess(this, user, batching, hasThread);
  }
}

class DiskAccess implements LogStorage {
  readonly batching: LogStorage['batching'];
  readonly #disk: SimulatedDisk;
  readonly #user: DiskUser;
  readonly #memory: MemoryStorage;
  readonly background: BackgroundWriter | undefined;

  constructor(disk: SimulatedDisk, user: DiskUser, batching: LogStorage['batching'], hasThread: boolean) {
    this.background = hasThread
      ? new SimulatedWriter({
          clock: user.clock,
          random: disk.random,
          write: (work, turn) => this.#write(work, turn),
          lastPosition: () => disk.memory.lastPosition,
          turn: () => disk.time.turn,
          isDead: () => user.dead,
          heard: (events) => {
            disk.journal.heard = events;
          },
          lagged: (forMs) => user.stalled(forMs),
        })
      : undefined;
    this.#disk = disk;
    this.#memory = disk.memory;
    this.#user = user;
    this.batching = batching;
  }

  write(work: (transaction: LogTransaction) => void): void {
    this.#write(work, this.#disk.time.turn);
    this.#heardAll();
  }

  #write(work: (transaction: LogTransaction) => void, turn: number): void {
    const { mood, random, time, journal } = this.#disk;
    if (this.#user.dead) throw refusalOf('log.failed');
    const death = this.#disk.deathInWrite;
    this.#disk.deathInWrite = undefined;
    if (death === 'before') this.#die();
    const troubled = mood === 'full' || mood === 'broken' || (mood === 'failing' && random.chance(0.5));
    const trouble = troubled ? random.oneOf(['at begin', 'midway', 'at commit'] as const) : undefined;
    const code: Refusal = mood === 'full' ? 'log.full' : 'log.failed';
    const notes: (() => void)[] = [];
    try {
      if (trouble === 'at begin') throw refusalOf(code);
      this.#memory.write((transaction) => {
        const midway = trouble === 'midway' || death === 'midway';
        const limit = midway ? random.below(4) : Number.POSITIVE_INFINITY;
        const notary = { memory: this.#memory, journal, notes, code, atMs: time.elapsedMs };
        work(new NotedTransaction(transaction, notary, limit));
        if (death === 'midway' || death === 'at commit') throw refusalOf(code);
        if (trouble) throw refusalOf(code);
      });
    } catch (error) {
      if (death) this.#die();
      this.#user.troubled();
      throw error;
    }
    for (const note of notes) note();
    journal.commits += 1;
    if (death === 'after commit') this.#die();
    this.#user.committed(turn);
    if (mood === 'slow') this.#stall(random.between(1, 400), time);
  }

  /** Whoever wrote never hears of it. */
  #die(): never {
    this.#user.die();
    throw refusalOf('log.failed');
  }

  #stall(forMs: number, time: SimulatedTime): void {
    time.stall(forMs);
    this.#user.stalled(forMs);
  }

  #read<Answer>(read: () => Answer): Answer {
    const { mood, random } = this.#disk;
    if (mood === 'unreadable' && random.chance(0.7)) {
      this.#user.troubled();
      throw refusalOf('log.failed');
    }
    return read();
  }

  #heardAll(): void {
    const { journal } = this.#disk;
    journal.heard = journal.events.length;
  }

  load(): LogState {
    this.#heardAll();
    return this.#memory.load();
  }
  encode(): EncodedEvent {
    return this.#memory.encode();
  }
  readPage(query: PageQuery): Page {
    return this.#read(() => this.#memory.readPage(query));
  }
  countEvents(from: number, to: number, filter: TypeFilter, except: readonly number[]): number {
    return this.#memory.countEvents(from, to, filter, except);
  }
  countByType(from: number, to: number): ReadonlyMap<string, number> {
    return this.#memory.countByType(from, to);
  }
  positionAtTime(timeMs: number): number | undefined {
    return this.#memory.positionAtTime(timeMs);
  }
  positionOf(source: string, id: string): number | undefined {
    return this.#memory.positionOf(source, id);
  }
  edgeOfBytes(maxBytes: number): number {
    return this.#memory.edgeOfBytes(maxBytes);
  }
  eventBytes(): number {
    return this.#memory.eventBytes();
  }
  bookmark(name: string): string | undefined {
    return this.#memory.bookmark(name);
  }
  subscription(name: string): SubscriptionRow | undefined {
    return this.#memory.subscription(name);
  }
  subscriptions(): readonly SubscriptionRow[] {
    return this.#memory.subscriptions();
  }
  parkedRows(subscription: string): readonly ParkedRow[] {
    return this.#memory.parkedRows(subscription);
  }
  parkedEvents(subscription: string, positions: readonly number[]): ReadonlyMap<number, TouchlineEvent> {
    return this.#read(() => this.#memory.parkedEvents(subscription, positions));
  }
  deadLetters(filter: DeadLetterFilter, limit: number, afterSequence: number): readonly DeadLetter[] {
    return this.#memory.deadLetters(filter, limit, afterSequence);
  }
  countDeadLetters(filter: DeadLetterFilter): number {
    return this.#memory.countDeadLetters(filter);
  }
  deadDeliveries(filter: DeadLetterFilter, limit: number, upToSequence: number): readonly ReplayableRow[] {
    return this.#memory.deadDeliveries(filter, limit, upToSequence);
  }
  lastDeadSequence(): number {
    return this.#memory.lastDeadSequence();
  }
  close(): void {
    if (this.#user.dead) return;
    this.#user.letGo = true;
    this.#memory.close();
  }
  abandon(): void {
    this.#memory.abandon();
  }
}
