import type { Clock } from '@touchline/core';

/** Whose timers they are: those of a process that died never run. */
export interface TimerOwner {
  readonly dead: boolean;
}

/**
 * The time of a simulated world. Timers run by a time that only goes forward, as those of a real machine do; what a
 * clock shows can be put right by hours at any moment.
 */
export class SimulatedTime {
  /** Milliseconds since the world began. */
  elapsedMs = 0;
  /** Counts the turns of the event loop: what happens within one is simultaneous to who looks from outside. */
  turn = 0;
  /** For how long writes held up the process in this turn. */
  stalledMs = 0;
  #showsMs = Date.UTC(2026, 5, 1);
  #jumps = 0;
  #timers: Timer[] = [];

  /** What clocks show: milliseconds since the epoch. */
  get wallMs(): number {
    return this.#showsMs + this.elapsedMs;
  }

  /** How often the clocks were put right. */
  get jumps(): number {
    return this.#jumps;
  }

  /** The clock of one process. */
  clockOf(owner: TimerOwner): Clock {
    return {
      now: () => this.wallMs,
      schedule: (run, afterMs) => {
        const timer: Timer = { dueMs: this.elapsedMs + Math.max(0, afterMs), run, owner, cancelled: false };
        this.#insert(timer);
        return () => {
          timer.cancelled = true;
        };
      },
    };
  }

  /** Puts the clocks right by so many milliseconds; timers do not notice. */
  jump(byMs: number): void {
    this.#showsMs += byMs;
    this.#jumps += 1;
  }

  /** Time passes while the process is held up: nothing else of it runs. */
  stall(forMs: number): void {
    this.elapsedMs += forMs;
    this.stalledMs += forMs;
  }

  /** Lets everything happen that needs no time, and the work put off to the next turn of the event loop. */
  async endTurn(): Promise<void> {
    await new Promise(setImmediate);
    this.turn += 1;
    this.stalledMs = 0;
  }

  /** Moves on to the next timer and runs it, without waiting for what follows. False when there is none until then. */
  startNext(untilMs = Number.POSITIVE_INFINITY): boolean {
    let next = this.#timers[0];
    while (next && (next.cancelled || next.owner.dead)) {
      this.#timers.shift();
      next = this.#timers[0];
    }
    if (!next || next.dueMs > untilMs) return false;
    this.#timers.shift();
    this.elapsedMs = Math.max(this.elapsedMs, next.dueMs);
    next.run();
    return true;
  }

  /** Moves on by so much and runs what falls due on the way, each at its time; ends early once `stop` says so. */
  async advance(byMs: number, stop: () => boolean): Promise<void> {
    const untilMs = this.elapsedMs + byMs;
    await this.endTurn();
    while (!stop() && this.startNext(untilMs)) await this.endTurn();
    if (!stop()) this.elapsedMs = Math.max(this.elapsedMs, untilMs);
  }

  #insert(timer: Timer): void {
    if (this.#timers.length > mostTimers)
      this.#timers = this.#timers.filter(({ cancelled, owner }) => !cancelled && !owner.dead);
    const timers = this.#timers;
    let low = 0;
    let high = timers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((timers[middle] as Timer).dueMs <= timer.dueMs) low = middle + 1;
      else high = middle;
    }
    timers.splice(low, 0, timer);
  }
}

interface Timer {
  readonly dueMs: number;
  readonly run: () => void;
  readonly owner: TimerOwner;
  cancelled: boolean;
}

/** Beyond so many the cancelled ones are thrown out. */
const mostTimers = 256;

/** Lets so many steps of promises happen: a place somewhere between two awaits. */
export const hops = async (count: number): Promise<void> => {
  for (let hop = 0; hop < count; hop += 1) await undefined;
};
