import type { Clock } from '@touchline/core';
import type { CustomerChange } from '@touchline/hub';
import { greeting, type TextSource } from '../stream/server-sent-events.ts';
import { StreamLife, type StreamLifeOptions } from '../stream/stream-life.ts';

/** What a stream of one customer is made of. */
export interface CustomerChangesOptions extends StreamLifeOptions {
  readonly clock: Clock;
  readonly changes: AsyncIterator<CustomerChange>;
  /** The one that was asked for already. */
  readonly first: IteratorResult<CustomerChange>;
  /** Ends the watch. */
  readonly stop: () => void;
}

/** The changes of a customer as the text of a stream. One is held, the others wait in the watch, which keeps only so many. */
export class CustomerChanges implements TextSource {
  readonly #options: CustomerChangesOptions;
  readonly #life: StreamLife;
  #isGreeted = false;
  #come: Come | undefined;
  #isAsking = false;
  #wake: (() => void) | undefined;

  constructor(options: CustomerChangesOptions) {
    this.#options = options;
    this.#life = new StreamLife(options);
    this.#come = { result: options.first };
  }

  stop(): void {
    this.#life.stop();
    this.#options.stop();
  }

  get hasMore(): boolean {
    return this.#come !== undefined;
  }

  async next(): Promise<string | undefined> {
    if (!this.#isGreeted) {
      this.#isGreeted = true;
      return greeting;
    }
    if (await this.#life.isOver()) return undefined;
    this.#ask();
    const listen = (more: () => void) => {
      this.#wake = more;
      return () => {
        this.#wake = undefined;
      };
    };
    if (!this.#come && !(await this.#life.waitForMore(this.#options.heartbeatMs, listen)))
      return (await this.#life.isOver()) ? undefined : ': heartbeat\n\n';
    const come = this.#come as Come;
    this.#come = undefined;
    if ('error' in come) throw come.error;
    if (come.result.done) return undefined;
    this.#ask();
    return frameOf(come.result.value);
  }

  /** Asks for the next change, once. */
  #ask(): void {
    if (this.#isAsking || this.#come) return;
    this.#isAsking = true;
    const came = (come: Come): void => {
      this.#isAsking = false;
      this.#come = come;
      this.#wake?.();
    };
    this.#options.changes.next().then(
      (result) => came({ result }),
      (error: unknown) => came({ error }),
    );
  }
}

type Come = { readonly result: IteratorResult<CustomerChange> } | { readonly error: unknown };

const frameOf = (change: CustomerChange): string =>
  `event: ${change.kind}\ndata: ${JSON.stringify(change)}\n\n`;
