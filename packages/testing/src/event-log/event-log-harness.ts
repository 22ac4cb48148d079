import type { EventLog } from '@touchline/core';
import type { ManualClock } from '../clock/manual-clock.ts';

/** What the suite needs of a log under test: one storage, and a way to die. Every promise gets a new one. */
export interface EventLogHarness {
  /** The clock of every log that is opened. */
  readonly clock: ManualClock;
  /** Opens a log over the storage: the first time an empty one, later what an earlier log left. */
  open(): Promise<EventLog>;
  /** Abandons the open log without closing it, as when the process dies: only what is durable is left. */
  crash(): Promise<void>;
  /**
   * Waits until the log has done all that it can do at this time. Default: a few turns of the event loop, which does
   * for a log within the process; one behind a network needs longer.
   */
  settle?(): Promise<void>;
  /**
   * Makes every write of the open log fail, at best after a part of it is done, until it is called with false. A
   * promise that needs it is skipped where it is absent.
   */
  failWrites?(failing: boolean): void;
  /** Lets go of everything. */
  dispose(): Promise<void>;
}

/** One promise that every event log keeps. */
export interface EventLogPromise {
  /** A sentence. */
  readonly name: string;
  /** What the harness must have for it, of what it may lack. */
  readonly needs?: 'failWrites';
  /** Rejects with an AssertionError when the log does not keep it. */
  run(harness: EventLogHarness): Promise<void>;
}
