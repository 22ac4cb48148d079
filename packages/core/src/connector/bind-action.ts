import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { ErrorCode } from '../errors/error-codes.ts';
import { TouchlineError } from '../errors/touchline-error.ts';
import { issuesOf, sentenceOf } from '../errors/zod-issues.ts';
import type {
  ActionContext,
  ActionOptions,
  BatchItemResult,
  BoundAction,
  ConnectorContext,
  ImplementedAction,
  Reconciliation,
} from './action.ts';

/** Signals that nobody aborts are this one. */
const neverAborted = new AbortController().signal;

/** Ties an implemented action to a configured connector: validates what goes in and what comes out. */
export const bindAction = <Config>(
  connector: string,
  { contract, implementation }: ImplementedAction,
  base: Omit<ConnectorContext<Config>, 'signal'>,
): BoundAction<unknown, unknown> => {
  const idempotent = implementation.idempotent ?? contract.idempotent;
  const subject = `${connector}.${contract.name}`;

  const context = (options: ActionOptions): ActionContext<Config> => ({
    ...base,
    ...(options.trace && { http: base.http.with({ ...options.trace }) }),
    signal: options.signal ?? neverAborted,
    idempotencyKey: options.idempotencyKey ?? randomUUID(),
    attempt: options.attempt ?? 1,
    attemptedAtMs: options.attemptedAtMs ?? base.clock.now(),
  });
  const read = (schema: z.ZodType, value: unknown, code: ErrorCode, what: string): unknown => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const issues = issuesOf(parsed.error);
    throw new TouchlineError(code, `${what} of ${subject} is invalid: ${sentenceOf(issues)}.`, {
      connector,
      issues,
    });
  };
  const readInput = (input: unknown): unknown => read(contract.input, input, 'action.input_invalid', 'Input');
  const readOutput = (output: unknown): unknown =>
    read(contract.output, output, 'action.output_invalid', 'Output');

  const run = async (input: unknown, options: ActionOptions = {}): Promise<unknown> => {
    const parsed = readInput(input);
    options.signal?.throwIfAborted();
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
        run: async (
          inputs: readonly unknown[],
          options: ActionOptions = {},
        ): Promise<readonly BatchItemResult<unknown>[]> => {
          const results = await batch.run(inputs.map(readInput), context(options));
          if (results.length !== inputs.length)
            throw new TouchlineError(
              'action.output_invalid',
              `${subject} answered ${results.length} results for ${inputs.length} items.`,
              { connector },
            );
          return results.map((result) =>
            result.ok ? { ok: true, output: readOutput(result.output) } : result,
          );
        },
      },
    }),
  });
};
