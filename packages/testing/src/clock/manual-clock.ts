import type { Clock } from '@touchline/core';

/** A clock that moves only when it is told to. */
export interface ManualClock extends Clock {
  /** Moves on by so many milliseconds and runs what falls due on the way, in order, each at its time. */
  advance(ms: number): Promise<void>;
  /** Moves on to the next timer and runs it. Answers false, without moving, when there is none. */
  runNext(): Promise<boolean>;
  /** Lets everything that needs no time happen: promises, and work put off to the next turn of the event loop. */
  settle(): Promise<void>;
  /** Sets the time without running anything, as when a machine's clock is put right; it may go backwards. */
  jumpTo(ms: number): void;
  /** How many timers wait. */
  readonly timers: number;
}

/** How a manual clock behaves. */
export interface ManualClockOptions {
  /** How many turns of the event loop make things settle. Default 4. */
  readonly settleTurns?: number;
}

/**
 * A clock under control. Equal calls run equal timers in equal order, so a test or a simulation that takes its time from it
 * is repeatable.
 *
 * @param startMs milliseconds since the epoch. Default: 2026-01-01T00:00:00Z.
 */
export const manualClock = (
  startMs: number = Date.UTC(2026, 0, 1),
  { settleTurns = 4 }: ManualClockOptions = {},
): ManualClock => {
  let nowMs = startMs;
  let timers: readonly Timer[] = [];

  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < settleTurns; turn += 1) await new Promise(setImmediate);
  };

  const runNextUntil = async (untilMs: number): Promise<boolean> => {
    const [next, ...later] = timers;
    if (!next || next.dueMs > untilMs) return false;
    timers = later;
    nowMs = Math.max(nowMs, next.dueMs);
    next.run();
    await settle();
    return true;
  };

  return {
    now: () => nowMs,
    schedule(run, afterMs) {
      const timer = { dueMs: nowMs + Math.max(0, afterMs), run };
      const later = timers.findIndex(({ dueMs }) => dueMs > timer.dueMs);
      timers = later < 0 ? [...timers, timer] : timers.toSpliced(later, 0, timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    async advance(ms) {
      const untilMs = nowMs + ms;
      await settle();
      while (await runNextUntil(untilMs));
      nowMs = Math.max(nowMs, untilMs);
      await settle();
    },
    async runNext() {
      await settle();
      return runNextUntil(Number.POSITIVE_INFINITY);
    },
    settle,
    jumpTo(ms) {
      nowMs = ms;
    },
    get timers() {
      return timers.length;
    },
  };
};

interface Timer {
  readonly dueMs: number;
  readonly run: () => void;
}
