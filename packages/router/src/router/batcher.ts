import {
  type BatchItem,
  type BatchItemResult,
  type BoundAction,
  type Clock,
  TouchlineError,
} from '@touchline/core';
import { graceMs } from './deadline-queue.ts';
import type { Passage } from './gatekeeper.ts';

/** How calls of a batched action are gathered. */
export interface BatchPolicy {
  /** At most so many in one request. Default, and most: what the action says. */
  readonly maxItems?: number;
  /** How long a call may wait for others, in milliseconds. Default: what the action says. */
  readonly maxWaitMs?: number;
}

/** What a call rejects with that was not sent with its batch: the gate did not let it through, or the route stopped before. */
export class NotSent {
  readonly why: Exclude<Passage, 'allowed'>;

  constructor(why: NotSent['why']) {
    this.why = why;
  }
}

/** What a batcher works with. */
export interface BatcherOptions {
  readonly batch: NonNullable<BoundAction<unknown, unknown>['batch']>;
  readonly policy: BatchPolicy;
  readonly clock: Clock;
  /** How long one request may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Takes a place in the destination's window, if there is one now. A batch takes one place. */
  readonly admitNow: () => boolean;
  /** Waits until there may be a place; false when the route stops first. */
  readonly placeLater: () => Promise<boolean>;
}

interface Waiting {
  readonly item: BatchItem<unknown>;
  readonly askGate: (() => Passage | Promise<Passage>) | undefined;
  readonly resolve: (output: unknown) => void;
  readonly reject: (thrown: unknown) => void;
}

/** Gathers calls of one action into requests of many. Each call gets the result of its own item. */
export class Batcher {
  readonly #options: BatcherOptions;
  readonly #maxItems: number;
  readonly #maxWaitMs: number;
  #waiting: Waiting[] = [];
  #cancel: (() => void) | undefined;

  constructor(options: BatcherOptions) {
    const { batch, policy } = options;
    this.#options = options;
    this.#maxItems = Math.max(1, Math.min(policy.maxItems ?? batch.maxItems, batch.maxItems));
    this.#maxWaitMs = policy.maxWaitMs ?? batch.maxWaitMs;
  }

  /** @param askGate asked before the batch is sent; what is not let through stays out of it. */
  call(item: BatchItem<unknown>, askGate?: () => Passage | Promise<Passage>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, askGate, resolve, reject });
      if (this.#waiting.length >= this.#maxItems) this.#send();
      else this.#cancel ??= this.#options.clock.schedule(() => this.#send(), this.#maxWaitMs);
    });
  }

  #send(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const waiting = this.#waiting;
    this.#waiting = [];
    if (waiting.length > 0) void this.#admit(waiting);
  }

  /** Asks the gate, and again after each wait for a place: what it said holds for that moment. */
  async #admit(waiting: readonly Waiting[]): Promise<void> {
    const { admitNow, placeLater } = this.#options;
    let left = await allowedOf(waiting);
    while (left.length > 0 && !admitNow()) {
      if (!(await placeLater())) {
        for (const { reject } of left) reject(new NotSent({ kind: 'interrupted' }));
        return;
      }
      left = await allowedOf(left);
    }
    if (left.length > 0) await this.#request(left);
  }

  async #request(waiting: readonly Waiting[]): Promise<void> {
    const { batch, clock, timeoutMs } = this.#options;
    const controller = new AbortController();
    const tooLate = new TouchlineError('delivery.timeout', `The batch took longer than ${timeoutMs} ms.`);
    const leaveBehind = (): void => {
      for (const { reject } of waiting) reject(tooLate);
    };
    let cancel = clock.schedule(() => {
      controller.abort(tooLate);
      cancel = clock.schedule(leaveBehind, graceMs);
    }, timeoutMs);
    try {
      const results = await batch.run(
        waiting.map(({ item }) => item),
        { signal: controller.signal },
      );
      waiting.forEach(({ resolve, reject }, index) => {
        const result = results[index] as BatchItemResult<unknown>;
        if (result.ok) resolve(result.output);
        else reject(result.error);
      });
    } catch (thrown) {
      for (const { reject } of waiting) reject(thrown);
    } finally {
      cancel();
    }
  }
}

/** Those that the gate lets through; the others hear why not. */
const allowedOf = async (waiting: readonly Waiting[]): Promise<readonly Waiting[]> => {
  if (!waiting.some(({ askGate }) => askGate)) return waiting;
  const passages = await Promise.all(waiting.map(({ askGate }) => askGate?.() ?? 'allowed'));
  return waiting.filter(({ reject }, index) => {
    const passage = passages[index] ?? 'allowed';
    if (passage !== 'allowed') reject(new NotSent(passage));
    return passage === 'allowed';
  });
};
