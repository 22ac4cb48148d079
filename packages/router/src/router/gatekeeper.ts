import {
  type Clock,
  type DeliveryGate,
  type GatedDelivery,
  type GateVerdict,
  TouchlineError,
  type TouchlineEvent,
  toTouchlineError,
} from '@touchline/core';

/** What the gate says of a delivery: it may be made, or how the attempt ends. */
export type Passage =
  | 'allowed'
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'retry'; readonly error: TouchlineError }
  | { readonly kind: 'interrupted' };

/** Asks the gate about one event of a route. Never throws or rejects, and always answers. */
export type Gatekeeper = (event: TouchlineEvent) => Passage | Promise<Passage>;

/** What a gatekeeper works with. */
export interface GatekeeperOptions extends Omit<GatedDelivery, 'event'> {
  readonly gate: DeliveryGate;
  readonly clock: Clock;
  /** How long the gate may think, in milliseconds. */
  readonly timeoutMs: number;
  /** Aborts when the router gives up waiting. */
  readonly givingUp: AbortSignal;
}

/** Stands before the deliveries of one route. What the gate does not clearly allow is not let through. */
export const createGatekeeper = ({
  gate,
  clock,
  timeoutMs,
  givingUp,
  ...delivery
}: GatekeeperOptions): Gatekeeper => {
  const failed = (what: string, cause?: TouchlineError): Passage => ({
    kind: 'retry',
    error: new TouchlineError(
      'delivery.gate_failed',
      `The gate did not say whether route ${delivery.route} may deliver: it ${what}.`,
      { cause },
    ),
  });
  const threw = (thrown: unknown): Passage => {
    const error = toTouchlineError(thrown);
    return failed(`failed with ${error.code}`, error);
  };

  const passageOf = (verdict: GateVerdict): Passage => {
    if (verdict?.allowed === true) return 'allowed';
    return verdict?.allowed === false && typeof verdict.reason === 'string'
      ? { kind: 'skipped', reason: verdict.reason }
      : failed('gave no verdict');
  };

  /** One that thinks for too long is not waited for. */
  const inTime = (verdict: Promise<GateVerdict>): Promise<Passage> =>
    new Promise((resolve) => {
      const end = (passage: Passage): void => {
        cancel();
        givingUp.removeEventListener('abort', interrupt);
        resolve(passage);
      };
      const interrupt = (): void => end({ kind: 'interrupted' });
      const cancel = clock.schedule(() => end(failed(`took longer than ${timeoutMs} ms`)), timeoutMs);
      if (givingUp.aborted) interrupt();
      else givingUp.addEventListener('abort', interrupt);
      verdict.then(
        (given) => end(passageOf(given)),
        (thrown) => end(threw(thrown)),
      );
    });

  return (event) => {
    try {
      const verdict = gate.mayDeliver({ ...delivery, event });
      return isPromise(verdict) ? inTime(verdict) : passageOf(verdict);
    } catch (thrown) {
      return threw(thrown);
    }
  };
};

/** Whether an answer is still to come. */
export const isPromise = <Value>(value: Value | Promise<Value>): value is Promise<Value> =>
  typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
