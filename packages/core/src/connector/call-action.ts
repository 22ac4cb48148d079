import type { ActionOptions, BoundAction } from './action.ts';
import { keyOf, signalOf } from './bound-context.ts';

/** Who hears how a call ended; one of the two is called, once. */
export interface CallListener {
  /** It succeeded; the output is validated. */
  onOutput(output: unknown): void;
  /** It failed with what the call would have rejected with. */
  onError(thrown: unknown): void;
}

/**
 * Calls an action as `await action(input, options)` does, and tells a listener how it ended. It does without the promise
 * of the call itself: whoever makes very many calls feels it. The listener is never called before this returns.
 */
export const callAction = (
  action: BoundAction<unknown, unknown>,
  input: unknown,
  options: ActionOptions,
  listener: CallListener,
): void => {
  const direct = directCalls.get(action);
  if (direct) {
    direct(input, options, listener);
    return;
  }
  // Made by hand, or wrapped: it may throw where it should reject, or return no promise.
  let answer: unknown;
  try {
    answer = action(input, plain(options));
  } catch (thrown) {
    answer = Promise.reject(thrown);
  }
  Promise.resolve(answer).then(
    (output) => listener.onOutput(output),
    (thrown: unknown) => listener.onError(thrown),
  );
};

/** Options as an object of its own members, so that whoever wraps an action may spread them. */
const plain = (options: ActionOptions): ActionOptions => {
  const { attempt, attemptedAtMs, trace, send } = options;
  return {
    ...(attempt !== undefined && { attempt }),
    ...(attemptedAtMs !== undefined && { attemptedAtMs }),
    ...(trace && { trace }),
    ...(send && { send }),
    idempotencyKey: () => keyOf(options),
    signal: () => signalOf(options),
  };
};

/** A call with a listener in place of a promise. */
export type DirectCall = (input: unknown, options: ActionOptions, listener: CallListener) => void;

/** Keyed by the very function, so that one that wraps it is called itself. */
const directCalls = new WeakMap<object, DirectCall>();

/** Gives an action its direct call. */
export const callDirectly = <Action extends object>(action: Action, call: DirectCall): Action => {
  directCalls.set(action, call);
  return action;
};
