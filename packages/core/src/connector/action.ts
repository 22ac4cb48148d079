import type { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { TouchlineError } from '../errors/touchline-error.ts';
import type { HttpClient, Send } from '../http/index.ts';
import { checkContract } from './check-definition.ts';

/** What an action does to the vendor's data. `destructive` cannot be undone. */
export type ActionEffect = 'read' | 'write' | 'destructive';

/**
 * What happens when an action is run twice with the same input.
 *
 * - `key`: the vendor recognises the idempotency key; the second run changes nothing.
 * - `natural`: the operation is the same however often it is done, such as an upsert.
 * - `no`: it happens twice. After a timeout its outcome is ambiguous and it is never blindly repeated.
 */
export type Idempotency = 'key' | 'natural' | 'no';

/** A typed operation that any vendor of a category may implement; see {@link defineAction}. */
export interface ActionContract<
  Name extends string = string,
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
> {
  /** A verb and a noun, camel case: `refundPayment`. */
  readonly name: Name;
  /** A short name for people: `Refund a payment`. */
  readonly title: string;
  /** What it does and what it leaves alone, in one or two sentences. */
  readonly description: string;
  readonly input: Input;
  readonly output: Output;
  readonly effect: ActionEffect;
  /** A vendor that can do better, or worse, says so where it implements the action. */
  readonly idempotent: Idempotency;
  /** A complete example of the input; it must parse. */
  readonly example?: z.input<Input>;
}

/**
 * Defines an action: a typed request/response operation, the only way in which anything is sent to a vendor.
 *
 * @throws TouchlineError `connector.invalid` naming all that is wrong: a name that is not camel case, an input that is no
 *   schema, an example that does not parse.
 */
export const defineAction = <const Name extends string, Input extends z.ZodType, Output extends z.ZodType>(
  contract: ActionContract<Name, Input, Output>,
): ActionContract<Name, Input, Output> => {
  checkContract(contract);
  return contract;
};

/** What an action, a check or an erasure works with. */
export interface ConnectorContext<Config> {
  /** The parsed config; its secrets are sealed. */
  readonly config: Config;
  /** The connector's HTTP client: base URL, credentials and error reading are set. */
  readonly http: HttpClient;
  readonly clock: Clock;
  /** Aborts when the caller gives up. Pass it to everything that waits. */
  readonly signal: AbortSignal;
}

/** What an action works with. */
export interface ActionContext<Config> extends ConnectorContext<Config> {
  /** Stable over attempts, restarts and replays of the same delivery. Send it where the vendor takes one. */
  readonly idempotencyKey: string;
  /** 1 at the first attempt; a delivery that is replayed goes on above it. */
  readonly attempt: number;
  /**
   * When the attempt began, in milliseconds since the epoch. For a `reconcile` it is the attempt whose outcome is unknown:
   * look from a little before it.
   */
  readonly attemptedAtMs: number;
}

/** Does the work once and answers with the action's output; errors are those of the HTTP client, or your own. */
export type ActionRun<Config, Input extends z.ZodType, Output extends z.ZodType> = (
  input: z.output<Input>,
  context: ActionContext<Config>,
) => Promise<z.input<Output>>;

/** What looking for an action of unknown outcome found. */
export type Reconciliation<Output> =
  | { readonly outcome: 'done'; readonly output: Output }
  | { readonly outcome: 'not_done' }
  | { readonly outcome: 'unknown' };

/** One item of a batch. */
export interface BatchItem<Input> {
  readonly input: Input;
  /** See {@link ActionContext.idempotencyKey}. */
  readonly idempotencyKey: string;
}

/** The result of one item of a batch. */
export type BatchItemResult<Output> =
  | { readonly ok: true; readonly output: Output }
  | { readonly ok: false; readonly error: TouchlineError };

/** How a vendor does an action, where there is more to say than the run itself. */
export interface ActionImplementation<Config, Input extends z.ZodType, Output extends z.ZodType> {
  readonly run: ActionRun<Config, Input, Output>;
  /** Overrides the contract's, for this vendor. */
  readonly idempotent?: Idempotency;
  /** Looks in the vendor whether an action whose outcome is unknown took effect. */
  readonly reconcile?: (
    input: z.output<Input>,
    context: ActionContext<Config>,
  ) => Promise<Reconciliation<z.input<Output>>>;
  /** Does several at once; results are in the order of the items. */
  readonly batch?: {
    /** The most items that one request takes. */
    readonly maxItems: number;
    /** How long an item may wait for others, in milliseconds. */
    readonly maxWaitMs: number;
    readonly run: (
      items: readonly BatchItem<z.output<Input>>[],
      context: ConnectorContext<Config>,
    ) => Promise<readonly BatchItemResult<z.input<Output>>[]>;
  };
}

/** An action with its implementation, before it is bound to a config. */
export interface ImplementedAction<Input = never, Output = unknown> {
  readonly contract: ActionContract;
  // biome-ignore lint/suspicious/noExplicitAny: the config's type is known only inside the definition.
  readonly implementation: ActionImplementation<any, z.ZodType, z.ZodType>;
  /** Carries the types; never set. */
  readonly types?: { readonly input: (input: Input) => void; readonly output: Output };
}

/** Actions by name. */
export type ImplementedActions = { readonly [name: string]: ImplementedAction };

/** Ties a contract to the vendor's way of doing it. */
export type Implement<Config> = <Name extends string, Input extends z.ZodType, Output extends z.ZodType>(
  contract: ActionContract<Name, Input, Output>,
  how: ActionRun<Config, Input, Output> | ActionImplementation<Config, Input, Output>,
) => ImplementedAction<z.input<Input>, z.output<Output>>;

/** What the caller of an action may say. */
export interface ActionOptions {
  /** Default: a random UUID, which makes each call one of its own. A function is asked once the action looks at it. */
  readonly idempotencyKey?: string | (() => string);
  /** A function is asked once the action looks at it. */
  readonly signal?: AbortSignal | (() => AbortSignal);
  /** Default 1. */
  readonly attempt?: number;
  /** Default: now. */
  readonly attemptedAtMs?: number;
  /** The W3C trace context that the vendor's requests go on with. */
  readonly trace?: { readonly traceparent: string; readonly tracestate?: string } | undefined;
  /**
   * Carries the vendor's requests of this call in place of the connector's own way, as a dry run does; see `createDryRun`. A connector without
   * `http` in its definition refuses it with `action.not_supported`, and does nothing.
   */
  readonly send?: Send | undefined;
}

/** An action of a connector, ready to run: `await connector.actions.refundPayment({ … })`. */
export interface BoundAction<Input = never, Output = unknown> {
  /**
   * Validates the input, makes one attempt and validates the output.
   *
   * @throws TouchlineError `action.input_invalid` before anything is sent; otherwise what the vendor's answer means. What
   *   the connector throws by mistake is `delivery.unexpected`: ambiguous where the action writes and is not idempotent.
   */
  (input: Input, options?: ActionOptions): Promise<Output>;
  readonly contract: ActionContract;
  /** The vendor's own, else the contract's. */
  readonly idempotent: Idempotency;
  /** Present when the vendor can tell whether an attempt of unknown outcome took effect. */
  readonly reconcile?: (input: Input, options?: ActionOptions) => Promise<Reconciliation<Output>>;
  /** Present when the vendor takes several at once. */
  readonly batch?: {
    readonly maxItems: number;
    readonly maxWaitMs: number;
    /** Validates each item by itself: one that is invalid is refused alone, and the others are done. */
    readonly run: (
      items: readonly BatchItem<Input>[],
      options?: Pick<ActionOptions, 'signal'>,
    ) => Promise<readonly BatchItemResult<Output>[]>;
  };
}

/** Bound actions by name. */
export type BoundActions = { readonly [name: string]: BoundAction };

/** The bound form of implemented actions. */
export type Bound<Actions extends ImplementedActions> = {
  readonly [Name in keyof Actions]: Actions[Name] extends ImplementedAction<infer Input, infer Output>
    ? BoundAction<Input, Output>
    : never;
};

/** The input that a bound or implemented action takes. */
export type InputOf<Action> =
  Action extends BoundAction<infer Input, unknown>
    ? Input
    : Action extends ImplementedAction<infer Input, unknown>
      ? Input
      : never;
