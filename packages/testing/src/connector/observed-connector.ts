import type { ActionOptions, BoundAction, Connector } from '@touchline/core';

/** What was asked of a connector. */
export interface ObservedCall {
  /** An action, `check` or `erase`. */
  readonly part: string;
  readonly input: unknown;
  /** What it gave; unset where it gave nothing, or threw. */
  readonly value?: unknown;
}

/** How calls of an observed connector are changed on their way. */
export interface CallChanges {
  /** Options of every call of an action. */
  readonly call?: ActionOptions;
  /** What an action is called with, in place of what it was called with; by the number of the call from 0. */
  readonly inputOf?: (input: unknown, index: number) => unknown;
}

/** The same connector, which notes what is asked of it. */
export const observed = (
  connector: Connector,
  calls: ObservedCall[],
  { call, inputOf = (input) => input }: CallChanges,
): Connector => {
  const note = async (
    part: string,
    input: unknown,
    run: (given: unknown, index: number) => Promise<unknown>,
  ) => {
    const index = calls.push({ part, input }) - 1;
    const given = inputOf(input, index);
    const value = await run(given, index);
    calls[index] = { part, input: given, value };
    return value;
  };
  const actions = Object.entries(
    connector.actions as Readonly<Record<string, BoundAction<unknown, unknown>>>,
  ).map(([name, action]) => [
    name,
    Object.assign(
      (input: unknown, options?: ActionOptions) =>
        // A key of its own for each call, the same in every run.
        note(name, input, (given, index) =>
          action(given, { idempotencyKey: `call-${index}`, ...options, ...call }),
        ),
      action,
    ),
  ]);
  const { check, erase } = connector;
  return {
    ...connector,
    actions: Object.fromEntries(actions) as never,
    ...(check && { check: ((...given) => note('check', undefined, () => check(...given))) as typeof check }),
    ...(erase && {
      erase: ((customer, ...more) =>
        note('erase', customer, (whom) => erase(whom as typeof customer, ...more))) as typeof erase,
    }),
  };
};
