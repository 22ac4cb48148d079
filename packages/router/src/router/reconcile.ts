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

/**
 * Asks the vendor, where it can tell, whether a call whose answer was lost took effect; for as long as an attempt may take,
 * or until the controller aborts. Never throws.
 */
export const reconcile = async (
  lost: TouchlineError,
  action: BoundAction<unknown, unknown>,
  input: unknown,
  options: ActionOptions,
  ending: AbortController,
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
  const { signal } = ending;
  if (!action.reconcile || signal.aborted) return unknown;
  const looking = action.reconcile(input, { ...options, signal });
  const ended = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
    const cancel = clock.schedule(() => ending.abort(), timeoutMs);
    looking.finally(cancel).catch(() => {});
  });
  const found = await Promise.race([looking.catch(() => undefined), ended]);
  if (found?.outcome === 'done') return 'done';
  return found?.outcome === 'not_done' ? { kind: 'retry', error: lost } : unknown;
};
