import { matchesPattern } from '@touchline/core';
import type { AnchorId } from '../../identity/anchor.ts';
import { isNewer } from '../../timeline/timeline-order.ts';
import type {
  TimelinePlace,
  TimelineReads,
  TimelineRow,
  TimelineWrites,
} from '../../timeline/timeline-storage.ts';
import type { StoragePart } from '../storage-part.ts';

/** The timelines of the anchors, in memory: each newest first. */
export const memoryTimelines = (): StoragePart<TimelineReads, TimelineWrites> => {
  const timelines = new Map<AnchorId, TimelineRow[]>();

  return {
    reads: {
      async slice({ anchor, before, types, channels, fromMs, beforeMs, limit }) {
        const rows = timelines.get(anchor) ?? [];
        const found: TimelineRow[] = [];
        for (let index = before ? placeOf(rows, before) : 0; index < rows.length; index += 1) {
          const row = rows[index] as TimelineRow;
          if (found.length >= limit || (fromMs !== undefined && row.atMs < fromMs)) break;
          if (before && !isNewer(before, row)) continue;
          if (beforeMs !== undefined && row.atMs >= beforeMs) continue;
          if (channels && !channels.includes(row.channel)) continue;
          if (types && !types.some((pattern) => matchesPattern(pattern, row.type))) continue;
          found.push(row);
        }
        return found;
      },
    },
    writes: {
      addToTimeline(row) {
        const rows = timelines.get(row.anchor) ?? [];
        timelines.set(row.anchor, rows);
        const index = placeOf(rows, row);
        const there = rows[index];
        if (there?.atMs === row.atMs && there.entry === row.entry) return;
        rows.splice(index, 0, row);
      },
      removeTimeline: (anchor) => {
        timelines.delete(anchor);
      },
      trimTimelines(beforeMs, types) {
        for (const [anchor, rows] of timelines) {
          const kept = rows.filter(
            ({ atMs, type }) => atMs >= beforeMs || !types.some((pattern) => matchesPattern(pattern, type)),
          );
          if (kept.length > 0) timelines.set(anchor, kept);
          else timelines.delete(anchor);
        }
      },
    },
  };
};

/** The index of the first row that is not newer than a place. */
const placeOf = (rows: readonly TimelineRow[], place: TimelinePlace): number => {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isNewer(rows[middle] as TimelineRow, place)) low = middle + 1;
    else high = middle;
  }
  return low;
};
