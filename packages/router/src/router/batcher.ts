import {
  type BatchItem,
  type BatchItemResult,
  type BoundAction,
  type Clock,
  TouchlineError,
} from '@touchline/core';
import { graceMs } from './deadline-queue.ts';

/** How calls of a batched action are gathered. */
export interface BatchPolicy {
  /** At most so many in one request. Default, and most: what the action says. */
  readonly maxItems?: number;
  /** How long a call may wait for others, in milliseconds. Default: what the action says. */
  readonly maxWaitMs?: number;
}

/** What a call that waits in a batch rejects with when the route stops before the batch is sent. */
export const notSent: unique symbol = Symbol('the batch was not sent');

/** What a batcher works with. */
export interface BatcherOptions {
  readonly batch: NonNullable<BoundAction<unknown, unknown>['batch']>;
  readonly policy: BatchPolicy;
  readonly clock: Clock;
  /** How long one request may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Waits for a place in the destination's window; false when the route stops first. A batch takes one place. */
  readonly admit: () => Promise<boolean>;
}

interface Waiting {
  readonly item: BatchItem<unknown>;
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

  call(item: BatchItem<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#waiting.length >= this.#maxItems) this.#send();
      else this.#cancel ??= this.#options.clock.schedule(() => this.#send(), this.#maxWaitMs);
    });
  }

  #send(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const waiting = this.#waiting;
    this.#waiting = [];
    if (waiting.length > 0) void this.#request(waiting);
  }

  async #request(waiting: readonly Waiting[]): Promise<void> {
    const { batch, clock, timeoutMs, admit } = this.#options;
    if (!(await admit())) {
      for (const { reject } of waiting) reject(notSent);
      return;
    }
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
