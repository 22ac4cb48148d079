import type { z } from 'zod';
import type { ErrorCode } from '../errors/error-codes.ts';
import { readOrRefuse } from '../errors/read-or-refuse.ts';
import { TouchlineError, toTouchlineError } from '../errors/touchline-error.ts';
import { hotParserOf } from '../event/hot-parser.ts';
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
import { BoundContext } from './bound-context.ts';
import { callDirectly, type DirectCall } from './call-action.ts';
import { inFamily } from './run-part.ts';

/** Ties an implemented action to a configured connector: validates what goes in and what comes out. */
export const bindAction = <Config>(
  connector: string,
  { contract, implementation }: ImplementedAction,
  base: Omit<ConnectorContext<Config>, 'signal'>,
  { speaksHttp = true }: { readonly speaksHttp?: boolean } = {},
): BoundAction<unknown, unknown> => {
  const idempotent = implementation.idempotent ?? contract.idempotent;
  const subject = `${connector}.${contract.name}`;

  const reader = (schema: z.ZodType, code: ErrorCode, what: string) => {
    const parse = hotParserOf(schema);
    const refusal = { code, subject: `${what} of ${subject} is invalid`, connector };
    return (value: unknown): unknown => readOrRefuse(parse, value, refusal);
  };
  const readInput = reader(contract.input, 'action.input_invalid', 'Input');
  const readOutput = reader(contract.output, 'action.output_invalid', 'Output');
  const context = (options: ActionOptions): ActionContext<Config> => new BoundContext(base, options);

  // What an action throws by mistake says nothing of how far it had come.
  const unforeseen = {
    connector,
    disposition: idempotent === 'no' && contract.effect !== 'read' ? 'ambiguous' : 'retry',
  } as const;
  /** Validates the input and begins; what the connector answers is still to be read. */
  const begin = (input: unknown, options: ActionOptions): unknown => {
    const parsed = readInput(input);
    requireWanted(options, subject);
    // What carries the requests in its place would carry none, and the work would be done all the same.
    if (options.send && !speaksHttp)
      throw new TouchlineError(
        'action.not_supported',
        `${subject} does not speak HTTP, so nothing can carry its requests in its place; it has no dry run.`,
        { connector },
      );
    try {
      return implementation.run(parsed, context(options));
    } catch (thrown) {
      throw toTouchlineError(thrown, unforeseen);
    }
  };
  const run = async (input: unknown, options: ActionOptions = {}): Promise<unknown> => {
    const answer = begin(input, options);
    let output: unknown;
    try {
      output = await answer;
    } catch (thrown) {
      throw toTouchlineError(thrown, unforeseen);
    }
    return readOutput(output);
  };
  /** The same without a promise of its own: the hottest path there is. */
  const runDirectly: DirectCall = (input, options, listener) => {
    let answer: unknown;
    try {
      answer = begin(input, options);
    } catch (thrown) {
      queueMicrotask(() => listener.onError(thrown));
      return;
    }
    (answer instanceof Promise ? answer : Promise.resolve(answer)).then(
      (output: unknown) => {
        let read: unknown;
        try {
          read = readOutput(output);
        } catch (thrown) {
          listener.onError(thrown);
          return;
        }
        listener.onOutput(read);
      },
      (thrown: unknown) => listener.onError(toTouchlineError(thrown, unforeseen)),
    );
  };

  const broken = (sentence: string): TouchlineError =>
    new TouchlineError('action.output_invalid', sentence, { connector });
  // One output that breaks the contract must not cost the others, which took effect as well.
  const readResult = (result: BatchItemResult<unknown>): BatchItemResult<unknown> => {
    if (result?.ok === false) return { ok: false, error: toTouchlineError(result.error, unforeseen) };
    try {
      return { ok: true, output: readOutput(result?.output) };
    } catch (thrown) {
      return { ok: false, error: toTouchlineError(thrown) };
    }
  };

  const { reconcile, batch } = implementation;
  return Object.assign(callDirectly(run, runDirectly), {
    contract,
    idempotent,
    ...(reconcile && {
      reconcile: async (input: unknown, options: ActionOptions = {}): Promise<Reconciliation<unknown>> => {
        const parsed = readInput(input);
        const found = await inFamily({ connector }, () => reconcile(parsed, context(options)));
        if (found?.outcome === 'done') return { outcome: 'done', output: readOutput(found.output) };
        if (found?.outcome === 'not_done' || found?.outcome === 'unknown') return found;
        throw broken(`The reconcile of ${subject} answered no outcome.`);
      },
    }),
    ...(batch && {
      batch: {
        maxItems: batch.maxItems,
        maxWaitMs: batch.maxWaitMs,
        run: (items: readonly BatchItem<unknown>[], options: ActionOptions = {}) =>
          runBatch(items, readInput, async (valid) => {
            const results = await inFamily(unforeseen, () => batch.run(valid, context(options)));
            const count = Array.isArray(results) ? results.length : 'no';
            if (count !== valid.length)
              throw broken(`${subject} answered ${count} results for ${valid.length} items.`);
            return (results as Results).map(readResult);
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

/** Refuses to begin what its caller has given up already. The caller's own reason is passed on, where it is of the family. */
const requireWanted = ({ signal }: ActionOptions, subject: string): void => {
  if (typeof signal === 'function' || !signal?.aborted) return;
  if (TouchlineError.isInstance(signal.reason)) throw signal.reason;
  throw new TouchlineError('http.aborted', `${subject} was aborted by the caller, before it began.`);
};
