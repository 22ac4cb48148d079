import type { ReadRange, StoredEvent } from '@touchline/core';
import type { LogStorage } from './log-storage.ts';
import { createTypeFilter } from './type-filter.ts';

/** Reads stored events page by page, up to what was the newest when the reading began; appends go on in between. */
export async function* readRange(
  range: ReadRange,
  head: number,
  storage: LogStorage,
  assertOpen: () => void,
): AsyncGenerator<StoredEvent, void, undefined> {
  const filter = createTypeFilter(range.types);
  const only =
    range.source !== undefined && range.id !== undefined ? storage.positionOf(range.source, range.id) : 0;
  if (only === undefined) return;
  const to = Math.min(only || head, head, range.toPosition ?? head);
  let from = Math.max(only, range.fromPosition ?? 1);
  if (range.fromMs !== undefined) from = Math.max(from, storage.positionAtTime(range.fromMs) ?? head + 1);
  let left = range.limit ?? Number.POSITIVE_INFINITY;
  while (from <= to && left > 0) {
    const page = storage.readPage({ from, to, filter, limit: pageSize, maxPositions, maxBytes });
    for (const { position, storedAtMs, event } of page.events) {
      if (left <= 0 || storedAtMs >= (range.beforeMs ?? Number.POSITIVE_INFINITY)) return;
      if (!agrees(range, event)) continue;
      left -= 1;
      yield { position, storedAtMs, event };
    }
    from = page.next;
    await new Promise(setImmediate);
    assertOpen();
  }
}

const agrees = ({ source, id, subject, partitionkey }: ReadRange, event: StoredEvent['event']): boolean =>
  (source === undefined || event.source === source) &&
  (id === undefined || event.id === id) &&
  (subject === undefined || event.subject === subject) &&
  (partitionkey === undefined || event.partitionkey === partitionkey);

const pageSize = 256;
const maxPositions = 2_048;
const maxBytes = 1_024 * 1_024;
