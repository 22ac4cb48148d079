import {
  type BuryOptions,
  type Lease,
  type RetryOptions,
  type Subscription,
  type SubscriptionCounts,
  TouchlineError,
} from '@touchline/core';
import { Delivery } from './delivery.ts';
import type { CommitOperation } from './group-commit.ts';
import type { LogTransaction } from './log-storage.ts';
import type { LaneSurroundings, SubscriptionLane } from './subscription-lane.ts';

/** What a subscription needs of its log. */
export interface SubscriptionSurroundings extends LaneSurroundings {
  readonly closed: boolean;
  commit(operation: CommitOperation): void;
  /** The subscription was written for the last time. */
  forget(subscription: LaneSubscription): void;
}

/** The face of a lane: it keeps the consumers that wait, refuses what is not allowed, and makes burials durable. */
export class LaneSubscription implements Subscription {
  readonly lane: SubscriptionLane;
  readonly #log: SubscriptionSurroundings;
  readonly #consumers: Consumer[] = [];
  /** The signals that are listened to, and how to stop that. */
  readonly #heeded = new Map<AbortSignal, () => void>();
  #closing: Promise<void> | undefined;
  #timer: { readonly dueMs: number; readonly cancel: () => void } | undefined;
  #readingOn = false;

  constructor(lane: SubscriptionLane, log: SubscriptionSurroundings) {
    this.lane = lane;
    this.#log = log;
    lane.wake = () => this.#serve();
  }

  get name(): string {
    return this.lane.name;
  }

  next(max: number, signal?: AbortSignal): Promise<readonly Lease[]> {
    if (this.#log.closed || this.#closing || signal?.aborted || !(max >= 1)) return Promise.resolve([]);
    try {
      const leases = this.#consumers.length === 0 ? this.lane.take(max) : [];
      if (leases.length > 0) return Promise.resolve(leases);
    } catch (error) {
      return Promise.reject(error);
    }
    return this.#wait(max, signal);
  }

  ack(leases: readonly Lease[], outcome: 'delivered' | 'skipped'): Promise<void> {
    const refusal = this.#refuse(leases);
    if (refusal) return Promise.reject(refusal);
    this.lane.settle(leases as readonly Delivery[], outcome);
    this.#serve();
    return done;
  }

  retry(lease: Lease, options: RetryOptions): Promise<void> {
    const refusal = this.#refuse([lease]);
    if (refusal) return Promise.reject(refusal);
    this.lane.park(lease as Delivery, options);
    this.#serve();
    return done;
  }

  bury(lease: Lease, options: BuryOptions): Promise<void> {
    const refusal = this.#refuse([lease]);
    if (refusal) return Promise.reject(refusal);
    const delivery = lease as Delivery;
    delivery.burying = true;
    return new Promise((resolve, reject) => {
      this.#log.commit({
        weight: 2,
        apply: (transaction) => {
          this.lane.beginBurial(delivery);
          this.#addDeadLetter(transaction, delivery, options);
        },
        revert: () => this.lane.revertBurial(delivery),
        committed: () => {
          this.lane.endBurial(delivery);
          this.#serve();
          resolve();
        },
        failed: (error) => {
          delivery.burying = false;
          reject(error);
        },
      });
    });
  }

  release(leases: readonly Lease[]): Promise<void> {
    const refusal = this.#refuse(leases);
    if (refusal) return Promise.reject(refusal);
    this.lane.release(leases as readonly Delivery[]);
    this.#serve();
    return done;
  }

  counts(): Promise<SubscriptionCounts> {
    return this.#closing ? Promise.reject(closedLog()) : Promise.resolve(this.lane.counts());
  }

  close(): Promise<void> {
    this.#closing ??= new Promise((resolve, reject) => {
      this.#sendAllAway();
      const end = (tell: () => void) => {
        this.#log.forget(this);
        tell();
      };
      this.#log.commit({
        weight: 1,
        apply: () => this.#log.markDirty(this.lane),
        revert: () => {},
        committed: () => end(resolve),
        failed: (error) => end(() => reject(error)),
      });
    });
    return this.#closing;
  }

  /** Ends at once, without writing. */
  abandon(): void {
    this.#closing ??= done;
    this.#sendAllAway();
  }

  #wait(max: number, signal: AbortSignal | undefined): Promise<readonly Lease[]> {
    return new Promise((resolve, reject) => {
      if (signal) this.#heed(signal);
      this.#consumers.push({ max, signal, resolve, reject });
      this.#rest();
    });
  }

  /** A consumer comes again and again with the same signal, so its listener stays until another signal comes. */
  #heed(signal: AbortSignal): void {
    if (this.#heeded.has(signal)) return;
    for (const [other, stop] of this.#heeded) {
      if (this.#consumers.some((consumer) => consumer.signal === other)) continue;
      stop();
      this.#heeded.delete(other);
    }
    const leave = () => this.#sendAway((consumer) => consumer.signal === signal);
    signal.addEventListener('abort', leave, { once: true });
    this.#heeded.set(signal, () => signal.removeEventListener('abort', leave));
  }

  /** Hands out what there is to the consumers that wait, first come, first served. */
  #serve(): void {
    if (this.#consumers.length === 0) return;
    try {
      for (let first = this.#consumers[0]; first; first = this.#consumers[0]) {
        const leases = this.lane.take(first.max);
        if (leases.length === 0) break;
        this.#consumers.shift();
        first.resolve(leases);
      }
    } catch (error) {
      this.#consumers.shift()?.reject(error);
    }
    this.#rest();
  }

  /** Sees to it that consumers that still wait are woken in time. */
  #rest(): void {
    const waiting = this.#consumers.length > 0;
    this.lane.awaited = waiting;
    this.#setTimer(waiting ? this.lane.nextDueMs : undefined);
    if (!waiting || this.#readingOn || !this.lane.unread) return;
    // A long stretch without an event of the wanted types is read piece by piece, and so is a long backlog.
    this.#readingOn = true;
    setImmediate(() => {
      this.#readingOn = false;
      this.#serve();
    });
  }

  #setTimer(dueMs: number | undefined): void {
    if (this.#timer?.dueMs === dueMs) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (dueMs === undefined) return;
    const { clock } = this.#log;
    const cancel = clock.schedule(() => {
      this.#timer = undefined;
      this.#serve();
    }, dueMs - clock.now());
    this.#timer = { dueMs, cancel };
  }

  #sendAway(leaves: (consumer: Consumer) => boolean): void {
    for (const consumer of this.#consumers.filter(leaves)) {
      this.#consumers.splice(this.#consumers.indexOf(consumer), 1);
      consumer.resolve([]);
    }
    this.#rest();
  }

  #sendAllAway(): void {
    this.#sendAway(() => true);
    for (const stop of this.#heeded.values()) stop();
    this.#heeded.clear();
  }

  /** Why these leases cannot be settled, when they cannot. */
  #refuse(leases: readonly Lease[]): TouchlineError | undefined {
    if (this.#log.closed) return closedLog();
    for (const lease of leases)
      if (this.#closing || !(lease instanceof Delivery) || !this.lane.holds(lease))
        return new TouchlineError(
          'log.lease_lost',
          `The lease of position ${lease.position} is no longer held by subscription "${this.name}".`,
        );
    return undefined;
  }

  #addDeadLetter(
    transaction: LogTransaction,
    delivery: Delivery,
    { stage, error, progress }: BuryOptions,
  ): void {
    transaction.addDeadDelivery({
      subscription: this.name,
      stage,
      error,
      attempts: delivery.attempt,
      progress: Math.trunc(progress ?? delivery.progress),
      buriedAtMs: Math.floor(this.#log.clock.now()),
      position: delivery.position,
      event: delivery.event,
    });
  }
}

interface Consumer {
  readonly max: number;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (leases: readonly Lease[]) => void;
  readonly reject: (error: unknown) => void;
}

const done = Promise.resolve();

/** What every call gets once the log is closed. */
export const closedLog = (): TouchlineError => new TouchlineError('log.closed', 'The event log is closed.');
