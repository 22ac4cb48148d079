import type { Clock } from '@touchline/core';
import { steadyNow } from './steady-now.ts';

/** When a route stops knocking at a destination that fails. */
export interface BreakerPolicy {
  /** So many failures in a row open the breaker. Default 10. */
  readonly failures?: number;
  /** How long it stays open at first, in milliseconds. Each failed probe doubles it. Default 10,000. */
  readonly openMs?: number;
  /** The longest it stays open, in milliseconds. Default 300,000. */
  readonly maxOpenMs?: number;
}

/** The states of a breaker: all goes through, nothing does, or one probe does. */
export type BreakerState = 'closed' | 'open' | 'half-open';

/**
 * Stops attempts while a destination fails. While it is open the cursor of its route stands still and no attempt is
 * burnt; then one probe decides.
 */
export interface Breaker {
  readonly state: BreakerState;
  /** How many deliveries may be taken now. */
  allowance(): number;
  /** How long until the next probe, in milliseconds; 0 unless open. */
  waitMs(): number;
  /** A delivery was taken. Answers true when it is the probe that decides. */
  took(): boolean;
  /** The destination answered, be it with a rejection. */
  succeeded(): void;
  /** The destination failed. Answers true when this opened the breaker, or kept it open. */
  failed(): boolean;
  /** A delivery ended without having tried the destination. */
  untried(): void;
}

/**
 * Makes a breaker, closed at first; `onChange` hears each new state. A clock that is put back does not keep it open for longer.
 */
export const createBreaker = (
  clock: Clock,
  { failures, openMs, maxOpenMs }: Required<BreakerPolicy>,
  onChange: (state: BreakerState) => void,
): Breaker => {
  const now = steadyNow(clock);
  let state: BreakerState = 'closed';
  let inARow = 0;
  let opensAgainMs = openMs;
  let openUntilMs = 0;
  let probing = false;

  const become = (next: BreakerState): void => {
    if (state === next) return;
    state = next;
    onChange(next);
  };

  return {
    get state() {
      return state;
    },
    allowance() {
      if (state === 'closed') return Number.POSITIVE_INFINITY;
      if (state === 'open' && now() >= openUntilMs) become('half-open');
      return state === 'half-open' && !probing ? 1 : 0;
    },
    waitMs: () => (state === 'open' ? Math.max(0, openUntilMs - now()) : 0),
    took() {
      probing = state === 'half-open';
      return probing;
    },
    succeeded() {
      inARow = 0;
      if (state === 'closed') return;
      // While it is open an answer can only come from before it opened; the probe decides.
      if (state === 'open') return;
      probing = false;
      opensAgainMs = openMs;
      become('closed');
    },
    failed() {
      inARow += 1;
      if (state === 'open') return true;
      if (state === 'closed' && inARow < failures) return false;
      probing = false;
      openUntilMs = now() + opensAgainMs;
      opensAgainMs = Math.min(maxOpenMs, opensAgainMs * 2);
      become('open');
      return true;
    },
    untried() {
      if (state === 'half-open') probing = false;
    },
  };
};

/** The breaker of a route that turns it off. */
export const alwaysClosed: Breaker = {
  state: 'closed',
  allowance: () => Number.POSITIVE_INFINITY,
  waitMs: () => 0,
  took: () => false,
  succeeded: () => {},
  failed: () => false,
  untried: () => {},
};
