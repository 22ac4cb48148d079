import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { CallAbortController, type HttpClient } from '../http/index.ts';
import type { ActionContext, ActionOptions, ConnectorContext } from './action.ts';

/** Signals that nobody aborts are this one. */
export const neverAborted: AbortSignal = new CallAbortController().signal;

/** What an action works with. What costs something to make is made when the action looks at it, and only then. */
export class BoundContext<Config> implements ActionContext<Config> {
  readonly config: Config;
  readonly clock: Clock;
  readonly attempt: number;
  readonly #base: Omit<ConnectorContext<Config>, 'signal'>;
  readonly #options: ActionOptions;
  #key: string | undefined;

  constructor(base: Omit<ConnectorContext<Config>, 'signal'>, options: ActionOptions) {
    this.config = base.config;
    this.clock = base.clock;
    this.attempt = options.attempt ?? 1;
    this.#base = base;
    this.#options = options;
  }

  get http(): HttpClient {
    const { trace, send } = this.#options;
    return trace || send ? this.#base.http.with({ ...trace }, { send }) : this.#base.http;
  }

  get signal(): AbortSignal {
    return signalOf(this.#options);
  }

  get idempotencyKey(): string {
    this.#key ??= keyOf(this.#options);
    return this.#key;
  }

  get attemptedAtMs(): number {
    return this.#options.attemptedAtMs ?? this.clock.now();
  }
}

/** The signal that the options give, or one that never aborts. */
export const signalOf = (options: ActionOptions): AbortSignal =>
  typeof options.signal === 'function' ? options.signal() : (options.signal ?? neverAborted);

/** The key that the options give, or a random one. */
export const keyOf = (options: ActionOptions): string =>
  typeof options.idempotencyKey === 'function'
    ? options.idempotencyKey()
    : (options.idempotencyKey ?? randomUUID());
