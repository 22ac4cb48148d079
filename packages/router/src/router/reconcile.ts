import {
  type ActionOptions,
  type BoundAction,
  type Clock,
  type Connector,
  TouchlineError,
} from '@touchline/core';

/** What became of a call whose outcome was unknown: it is done, it is to be made again, or nobody can tell. */
export type Reconciled =
  | 'done'
  | { readonly kind: 'retry'; readonly error: TouchlineError }
  | { readonly kind: 'bury'; readonly stage: 'deliver'; readonly error: TouchlineError };

/** Asks the vendor, where it can tell, whether a call whose answer was lost took effect. Never throws. */
export const reconcile = async (
  lost: TouchlineError,
  action: BoundAction<unknown, unknown>,
  input: unknown,
  options: ActionOptions,
  {
    connector,
    clock,
    timeoutMs,
  }: { readonly connector: Connector; readonly clock: Clock; readonly timeoutMs: number },
): Promise<Reconciled> => {
  const unknown: Reconciled = {
    kind: 'bury',
    stage: 'deliver',
    error: new TouchlineError(
      'delivery.ambiguous',
      `${connector.id} did not answer ${action.contract.name}; it may have taken effect (${lost.code}).`,
      { connector: connector.id },
    ),
  };
  if (!action.reconcile) return unknown;
  const controller = new AbortController();
  const looking = action.reconcile(input, { ...options, signal: controller.signal });
  const timedOut = new Promise<undefined>((resolve) => {
    const cancel = clock.schedule(() => {
      controller.abort();
      resolve(undefined);
    }, timeoutMs);
    looking.finally(cancel).catch(() => {});
  });
  const found = await Promise.race([looking.catch(() => undefined), timedOut]);
  if (found?.outcome === 'done') return 'done';
  return found?.outcome === 'not_done' ? { kind: 'retry', error: lost } : unknown;
};
