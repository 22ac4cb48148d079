import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { ErrorCode } from '../errors/error-codes.ts';
import { TouchlineError, toTouchlineError } from '../errors/touchline-error.ts';
import { issuesOf, sentenceOf } from '../errors/zod-issues.ts';
import { hotParser } from '../event/hot-parser.ts';
import type { HttpClient } from '../http/index.ts';
import type {
  ActionContext,
  ActionOptions,
  BatchItem,
  BatchItemResult,
  BoundAction,
  ConnectorContext,
  ImplementedAction,
  Reconciliation,
} from './action.ts';

/** Ties an implemented action to a configured connector: validates what goes in and what comes out. */
export const bindAction = <Config>(
  connector: string,
  { contract, implementation }: ImplementedAction,
  base: Omit<ConnectorContext<Config>, 'signal'>,
): BoundAction<unknown, unknown> => {
  const idempotent = implementation.idempotent ?? contract.idempotent;
  const subject = `${connector}.${contract.name}`;

  const reader = (schema: z.ZodType, code: ErrorCode, what: string) => {
    const parse = hotParser(schema);
    return (value: unknown): unknown => {
      const parsed = parse(value);
      if (parsed.success) return parsed.data;
      const issues = issuesOf(parsed.error);
      throw new TouchlineError(code, `${what} of ${subject} is invalid: ${sentenceOf(issues)}.`, {
        connector,
        issues,
      });
    };
  };
  const readInput = reader(contract.input, 'action.input_invalid', 'Input');
  const readOutput = reader(contract.output, 'action.output_invalid', 'Output');
  const context = (options: ActionOptions): ActionContext<Config> => new BoundContext(base, options);

  const run = async (input: unknown, options: ActionOptions = {}): Promise<unknown> => {
    const parsed = readInput(input);
    if (typeof options.signal !== 'function') options.signal?.throwIfAborted();
    return readOutput(await implementation.run(parsed, context(options)));
  };

  const { reconcile, batch } = implementation;
  return Object.assign(run, {
    contract,
    idempotent,
    ...(reconcile && {
      reconcile: async (input: unknown, options: ActionOptions = {}): Promise<Reconciliation<unknown>> => {
        const found = await reconcile(readInput(input), context(options));
        return found.outcome === 'done' ? { outcome: 'done', output: readOutput(found.output) } : found;
      },
    }),
    ...(batch && {
      batch: {
        maxItems: batch.maxItems,
        maxWaitMs: batch.maxWaitMs,
        run: (items: readonly BatchItem<unknown>[], options: ActionOptions = {}) =>
          runBatch(items, readInput, async (valid) => {
            const results = await batch.run(valid, context(options));
            if (results.length === valid.length)
              return results.map((result) =>
                result.ok ? { ok: true, output: readOutput(result.output) } : result,
              );
            const counted = `${results.length} results for ${valid.length} items`;
            throw new TouchlineError('action.output_invalid', `${subject} answered ${counted}.`, {
              connector,
            });
          }),
      },
    }),
  });
};

type Results = readonly BatchItemResult<unknown>[];

/** Runs the valid items of a batch, and puts the results of all in the order of the items. */
const runBatch = async (
  items: readonly BatchItem<unknown>[],
  readInput: (input: unknown) => unknown,
  run: (valid: readonly BatchItem<unknown>[]) => Promise<Results>,
): Promise<Results> => {
  const valid: BatchItem<unknown>[] = [];
  const refused = items.map(({ input, idempotencyKey }): BatchItemResult<unknown> | undefined => {
    try {
      valid.push({ input: readInput(input), idempotencyKey });
      return undefined;
    } catch (thrown) {
      return { ok: false, error: toTouchlineError(thrown) };
    }
  });
  const results = valid.length > 0 ? await run(valid) : [];
  let next = 0;
  return refused.map((refusal) => refusal ?? (results[next++] as BatchItemResult<unknown>));
};

/** Signals that nobody aborts are this one. */
const neverAborted = new AbortController().signal;

/** What an action works with. What costs something to make is made when the action looks at it, and only then. */
class BoundContext<Config> implements ActionContext<Config> {
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
    const { trace } = this.#options;
    return trace ? this.#base.http.with({ ...trace }) : this.#base.http;
  }

  get signal(): AbortSignal {
    const { signal } = this.#options;
    return typeof signal === 'function' ? signal() : (signal ?? neverAborted);
  }

  get idempotencyKey(): string {
    const { idempotencyKey } = this.#options;
    this.#key ??= typeof idempotencyKey === 'function' ? idempotencyKey() : (idempotencyKey ?? randomUUID());
    return this.#key;
  }

  get attemptedAtMs(): number {
    return this.#options.attemptedAtMs ?? this.clock.now();
  }
}
