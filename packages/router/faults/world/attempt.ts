import type { ActionName } from './connectors.ts';
import type { RoutePlan } from './scenario.ts';
import type { SimulatedProcess } from './simulated-process.ts';

/**
 * What the answer to a call means to who made it.
 *
 * - `retry`: not done, or doing it again does no harm. `window`: likewise, and nobody may knock until a time.
 * - `reauthorize`: not done; the credentials are refused.
 * - `reject`: not done, and never will be.
 * - `ambiguous`: may be done, and doing it again may do harm.
 * - `either`: it came too late to say whether the caller still heard it.
 */
export type Seen = 'ok' | 'retry' | 'window' | 'reauthorize' | 'reject' | 'ambiguous' | 'either';

/** One call that reached a vendor, from the moment it began. */
export interface Attempt {
  readonly process: SimulatedProcess;
  readonly plan: RoutePlan;
  /** The id of the event. */
  readonly id: string;
  readonly position: number;
  readonly partitionkey: string | undefined;
  readonly call: number;
  readonly action: ActionName;
  readonly key: string;
  readonly number: number;
  readonly startedMs: number;
  /** What the clock showed. */
  readonly wallMs: number;
  /** The clock may have shown so much less when the call was let through. */
  readonly slackMs: number;
  readonly turn: number;
  /** Transactions committed when it began. */
  readonly commits: number;
  /** How often the gate had not said whether the delivery may be made. */
  readonly gateFailures: number;
  /** The caller gave it up. */
  abortedMs: number | undefined;
  endedMs: number | undefined;
  endedTurn: number;
  answered: Seen | undefined;
  /** The vendor asked not to be called again before the clock shows this. */
  closedUntilMs: number | undefined;
  /** What the vendor said when it was asked what became of it. */
  reconciled: 'done' | 'not_done' | 'unknown' | undefined;
}

/** How long after its signal an action may still end itself, in milliseconds, before it is left behind. */
export const graceMs = 1_000;

/** What the caller takes an attempt for by now; undefined while it is under way. */
export const seenBy = (attempt: Attempt, elapsedMs: number): Seen | undefined => {
  const seen = attempt.answered ?? givenUp(attempt, elapsedMs);
  if (seen !== 'ambiguous') return seen;
  if (attempt.reconciled === 'done') return 'ok';
  return attempt.reconciled === 'not_done' ? 'retry' : 'ambiguous';
};

const givenUp = ({ abortedMs, action }: Attempt, elapsedMs: number): Seen | undefined => {
  if (abortedMs === undefined || elapsedMs < abortedMs + graceMs) return undefined;
  return isRepeatable(action) ? 'retry' : 'ambiguous';
};

/** Running it twice does no harm. */
export const isRepeatable = (action: ActionName): boolean => action === 'write' || action === 'put';

/** The call is, or may be, done. */
export const mayBeDone = (attempt: Attempt, elapsedMs: number): boolean => {
  const seen = seenBy(attempt, elapsedMs);
  return seen === 'ok' || seen === 'either';
};
