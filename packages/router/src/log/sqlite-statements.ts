import type { SubscriptionRow } from './log-storage.ts';

// What two connections write alike, the one of the log and the one of its writing thread. The thread loads this file, so
// it imports nothing.

/** A value as SQLite takes it. */
export type SqlValue = string | number | null;

export const insertEvent = `
  INSERT INTO events (position, stored_at_ms, type, source, id, event) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (source, id) DO NOTHING`;

export const positionOfEvent = 'SELECT position FROM events WHERE source = ? AND id = ?';

/** `log_state` may lag behind the events: those above its position are counted anew. */
export const readLogState = `
  SELECT last_position AS saved_position,
    max(last_position, coalesce(max(position), 0)) AS last_position,
    event_bytes + coalesce(sum(octet_length(event)), 0) AS event_bytes
  FROM log_state LEFT JOIN events ON position > last_position`;

export const saveLogState =
  'UPDATE log_state SET last_position = ?1, event_bytes = ?2 WHERE last_position <> ?1 OR event_bytes <> ?2';

export const saveSubscription = `
  INSERT INTO subscriptions (name, types, cursor, settled_above, counted_to,
    matched, delivered, skipped, dead, lost, retried, waiting, counted_from)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (name) DO UPDATE SET types = excluded.types, cursor = excluded.cursor,
    settled_above = excluded.settled_above, counted_to = excluded.counted_to, matched = excluded.matched,
    delivered = excluded.delivered, skipped = excluded.skipped, dead = excluded.dead, lost = excluded.lost,
    retried = excluded.retried, waiting = excluded.waiting, counted_from = excluded.counted_from`;

export const subscriptionValues = (row: SubscriptionRow): readonly SqlValue[] => [
  row.name,
  JSON.stringify(row.types),
  row.cursor,
  row.settledAbove.length === 0 ? '[]' : JSON.stringify(row.settledAbove),
  row.countedTo,
  row.matched,
  row.delivered,
  row.skipped,
  row.dead,
  row.lost,
  row.retried,
  row.waiting,
  row.countedFrom,
];
