import type { RetentionPolicy } from '@touchline/core';
import type { LogStorage } from './log-storage.ts';

/** The first position that a policy keeps; at most one past the head. */
export const edgeOf = (
  { maxAgeMs, maxEvents, maxBytes }: RetentionPolicy,
  head: number,
  nowMs: number,
  storage: LogStorage,
): number =>
  Math.max(
    0,
    maxAgeMs === undefined ? 0 : (storage.positionAtTime(nowMs - maxAgeMs) ?? head + 1),
    maxEvents === undefined ? 0 : head + 1 - Math.max(0, Math.trunc(maxEvents)),
    maxBytes === undefined ? 0 : storage.edgeOfBytes(Math.max(0, maxBytes)),
  );
