import type { LogStorage, SubscriptionRow } from './log-storage.ts';
import type { TypeFilter } from './type-filter.ts';

/** A subscription that was never opened before. */
export const newRow = (name: string, filter: TypeFilter, cursor: number): SubscriptionRow => ({
  name,
  types: filter.patterns,
  countedFrom: cursor,
  cursor,
  settledAbove: [],
  countedTo: cursor - 1,
  matched: 0,
  delivered: 0,
  skipped: 0,
  dead: 0,
  lost: 0,
  retried: 0,
  waiting: 0,
});

/** Counts what was appended since the row was written, so that the row tells the truth for this head. */
export const countUpTo = (
  row: SubscriptionRow,
  filter: TypeFilter,
  head: number,
  storage: LogStorage,
  parked: number,
): SubscriptionRow => {
  if (samePatterns(row.types, filter.patterns)) {
    const from = Math.max(row.countedTo + 1, row.cursor);
    const more = storage.countEvents(from, head, filter, []);
    return {
      ...row,
      countedTo: Math.max(head, row.countedTo),
      matched: row.matched + more,
      waiting: row.waiting + more,
    };
  }
  // Other types are wanted now: what is settled stays settled, what waits is counted anew.
  const waiting = storage.countEvents(row.cursor, head, filter, row.settledAbove);
  const settled = row.delivered + row.skipped + row.dead + row.lost;
  return {
    ...row,
    types: filter.patterns,
    countedFrom: 0,
    countedTo: head,
    matched: settled + parked + waiting,
    waiting,
  };
};

/** A closed subscription as it stands once the events below a position are dropped; `row` must be counted up. */
export const skipForward = (
  row: SubscriptionRow,
  filter: TypeFilter,
  edge: number,
  storage: LogStorage,
): SubscriptionRow => {
  if (row.cursor >= edge) return row;
  const lost = storage.countEvents(row.cursor, edge - 1, filter, row.settledAbove);
  return {
    ...row,
    cursor: edge,
    settledAbove: row.settledAbove.filter((position) => position >= edge),
    lost: row.lost + lost,
    waiting: row.waiting - lost,
  };
};

const samePatterns = (one: readonly string[], other: readonly string[]): boolean =>
  [...one].sort().join(' ') === [...other].sort().join(' ');
