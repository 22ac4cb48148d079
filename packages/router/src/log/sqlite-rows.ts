import type { DeadLetter, DeliveryStage } from '@touchline/core';
import { deadLetterId } from './dead-letter-id.ts';
import type { ParkedRow, SubscriptionRow } from './log-storage.ts';

/** A row as SQLite returns it. */
export type SqlRow = Record<string, unknown>;

/** Reads a row of `subscriptions`. */
export const readSubscription = (row: SqlRow): SubscriptionRow => ({
  name: String(row.name),
  types: JSON.parse(String(row.types)),
  countedFrom: Number(row.counted_from),
  cursor: Number(row.cursor),
  settledAbove: JSON.parse(String(row.settled_above)),
  countedTo: Number(row.counted_to),
  matched: Number(row.matched),
  delivered: Number(row.delivered),
  skipped: Number(row.skipped),
  dead: Number(row.dead),
  lost: Number(row.lost),
  retried: Number(row.retried),
  waiting: Number(row.waiting),
});

/** Reads a row of `parked`. */
export const readParkedRow = (row: SqlRow): ParkedRow => ({
  position: Number(row.position),
  dueMs: Number(row.due_at_ms),
  attempt: Number(row.attempt),
  firstAttemptMs: row.first_attempt_ms === null ? undefined : Number(row.first_attempt_ms),
  progress: Number(row.progress),
  replayed: row.replayed === 1,
  key: row.partitionkey === null ? undefined : String(row.partitionkey),
});

/** Reads a row of `dead_letters`. */
export const readDeadLetter = (row: SqlRow): DeadLetter => {
  const common = {
    id: deadLetterId(Number(row.sequence)),
    error: JSON.parse(String(row.error)),
    buriedAtMs: Number(row.buried_at_ms),
  };
  if (row.kind === 'webhook')
    return {
      kind: 'webhook',
      ...common,
      connector: String(row.connector),
      stage: 'parse',
      request: JSON.parse(String(row.content)),
    };
  return {
    kind: 'delivery',
    ...common,
    subscription: String(row.subscription),
    stage: row.stage as DeliveryStage,
    attempts: Number(row.attempts),
    position: Number(row.position),
    event: JSON.parse(String(row.content)),
  };
};
