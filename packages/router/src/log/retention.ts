import type { RetentionPolicy } from '@touchline/core';
import { checkRetentionPolicy } from './check-log-options.ts';
import type { LogStorage } from './log-storage.ts';

/**
 * The first position that a policy keeps; at most one past the head.
 *
 * @throws TouchlineError `config.invalid` when the policy does not say what it means.
 */
export const edgeOf = (policy: RetentionPolicy, head: number, nowMs: number, storage: LogStorage): number => {
  checkRetentionPolicy(policy);
  const { maxAgeMs, maxEvents, maxBytes } = policy;
  return Math.max(
    0,
    maxAgeMs === undefined ? 0 : (storage.positionAtTime(nowMs - maxAgeMs) ?? head + 1),
    maxEvents === undefined ? 0 : head + 1 - Math.trunc(maxEvents),
    maxBytes === undefined ? 0 : storage.edgeOfBytes(maxBytes),
  );
};
