import type { SQLInputValue } from 'node:sqlite';
import type { AnchorId } from '../../identity/anchor.ts';
import type {
  TimelineReads,
  TimelineRow,
  TimelineSlice,
  TimelineWrites,
} from '../../timeline/timeline-storage.ts';
import type { StoragePart } from '../storage-part.ts';
import type { SqlRow, Statements } from './statements.ts';

/** Events stand in the order in which they came; the index alone is in the order of the timelines, and answers what filters ask. */
export const timelineTables = `
  CREATE TABLE timeline (
    number     INTEGER PRIMARY KEY,
    anchor     TEXT NOT NULL,
    at_ms      INTEGER NOT NULL,
    entry      TEXT NOT NULL,
    type       TEXT NOT NULL,
    channel    TEXT NOT NULL,
    generation INTEGER NOT NULL,
    sealed     BLOB NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX timeline_by_anchor ON timeline (anchor, at_ms, entry, type, channel)`;

/** The timelines of the anchors, in SQLite. */
export const sqliteTimelines = ({ run, all }: Statements): StoragePart<TimelineReads, TimelineWrites> => ({
  reads: {
    async slice(slice) {
      const { where, values } = conditionOf(slice);
      return all(
        `SELECT anchor, at_ms, entry, type, channel, generation, sealed FROM timeline
         WHERE ${where} ORDER BY at_ms DESC, entry DESC LIMIT ?`,
        ...values,
        slice.limit,
      ).map(readRow);
    },
  },
  writes: {
    addToTimeline: ({ anchor, atMs, entry, type, channel, generation, sealed }) =>
      run(
        `INSERT INTO timeline (anchor, at_ms, entry, type, channel, generation, sealed) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO NOTHING`,
        anchor,
        atMs,
        entry,
        type,
        channel,
        generation,
        sealed,
      ),
    removeTimeline: (anchor) => run('DELETE FROM timeline WHERE anchor = ?', anchor),
    trimTimelines(beforeMs, types) {
      const condition = typeCondition(types);
      run(`DELETE FROM timeline WHERE at_ms < ? AND ${condition.sql}`, beforeMs, ...condition.values);
    },
  },
});

const conditionOf = ({ anchor, before, types, channels, fromMs, beforeMs }: TimelineSlice) => {
  const parts = ['anchor = ?'];
  const values: SQLInputValue[] = [anchor];
  const add = (sql: string, ...more: readonly SQLInputValue[]): void => {
    parts.push(sql);
    values.push(...more);
  };
  // Said with a bound of its own, the time alone narrows the search of the index.
  if (before) add('at_ms <= ? AND (at_ms, entry) < (?, ?)', before.atMs, before.atMs, before.entry);
  if (fromMs !== undefined) add('at_ms >= ?', fromMs);
  if (beforeMs !== undefined) add('at_ms < ?', beforeMs);
  if (channels) add('channel IN (SELECT value FROM json_each(?))', JSON.stringify(channels));
  if (types) {
    const condition = typeCondition(types);
    add(condition.sql, ...condition.values);
  }
  return { where: parts.join(' AND '), values };
};

/** json_each has a column `type` of its own, hence the name of the table. */
const typeCondition = (types: readonly string[]): { sql: string; values: readonly string[] } =>
  types.includes('*')
    ? { sql: '1', values: [] }
    : {
        sql: `EXISTS (SELECT 1 FROM json_each(?) AS pattern WHERE pattern.value = timeline.type
              OR (substr(pattern.value, -2) = '.*' AND substr(timeline.type, 1, length(pattern.value) - 1) = substr(pattern.value, 1, length(pattern.value) - 1)))`,
        values: [JSON.stringify(types)],
      };

const readRow = (row: SqlRow): TimelineRow => ({
  anchor: row.anchor as AnchorId,
  atMs: Number(row.at_ms),
  entry: String(row.entry),
  type: String(row.type),
  channel: String(row.channel),
  generation: Number(row.generation),
  sealed: row.sealed as Uint8Array,
});
