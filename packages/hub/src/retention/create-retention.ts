import { type Clock, type TouchlineError, toTouchlineError } from '@touchline/core';
import type { HubStorage } from '../storage/hub-storage.ts';
import type { RetentionGroup } from './retention-rules.ts';

/** Drops what is kept no longer. */
export interface Retention {
  /** Drops it now. */
  apply(): Promise<void>;
  /** Drops it every hour from now on. */
  start(): void;
  /** Ends that, once what is being dropped is. */
  close(): Promise<void>;
}

/** @param failed is told of a dropping that failed; the next hour tries again. */
export const createRetention = (
  groups: readonly RetentionGroup[],
  storage: Pick<HubStorage, 'write'>,
  clock: Clock,
  failed: (error: TouchlineError) => void,
): Retention => {
  let cancel: (() => void) | undefined;
  let applying: Promise<void> = Promise.resolve();
  let isClosed = false;

  const apply = async (): Promise<void> => {
    if (groups.length === 0) return;
    const nowMs = clock.now();
    await storage.write((writes) => {
      for (const { types, maxAgeMs } of groups) writes.trimTimelines(nowMs - maxAgeMs, types);
    });
  };

  const everyHour = (): void => {
    if (isClosed || groups.length === 0) return;
    applying = apply()
      .catch((thrown: unknown) => failed(toTouchlineError(thrown)))
      .then(() => {
        if (!isClosed) cancel = clock.schedule(everyHour, hourMs);
      });
  };

  return {
    apply,
    start: everyHour,
    async close() {
      isClosed = true;
      cancel?.();
      await applying;
    },
  };
};

const hourMs = 3_600_000;
