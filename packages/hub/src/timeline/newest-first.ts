import { isNewer } from './timeline-order.ts';
import type { TimelinePlace } from './timeline-storage.ts';

/** Reads on in one timeline: at most `limit` rows below a place. */
export type ReadOn<Row> = (before: TimelinePlace | undefined, limit: number) => Promise<readonly Row[]>;

/** One of the timelines that are merged. */
interface Source<Row> {
  readonly readOn: ReadOn<Row>;
  rows: readonly Row[];
  next: number;
  isOver: boolean;
}

/**
 * Merges timelines into one, newest first. Each is read in pages, and only as far as the merged one is.
 *
 * @param pageSize how much of each is read at a time.
 */
export async function* newestFirst<Row extends TimelinePlace>(
  timelines: readonly ReadOn<Row>[],
  pageSize: number,
  start?: TimelinePlace,
): AsyncGenerator<Row> {
  const sources: Source<Row>[] = timelines.map((readOn) => ({ readOn, rows: [], next: 0, isOver: false }));
  const fill = async (source: Source<Row>): Promise<void> => {
    const before = source.rows.at(-1) ?? start;
    source.rows = await source.readOn(before, pageSize);
    source.next = 0;
    source.isOver = source.rows.length < pageSize;
  };
  await Promise.all(sources.map(fill));
  for (;;) {
    let newest: Source<Row> | undefined;
    for (const source of sources) {
      const head = source.rows[source.next];
      if (head && (!newest || isNewer(head, newest.rows[newest.next] as Row))) newest = source;
    }
    if (!newest) return;
    yield newest.rows[newest.next] as Row;
    newest.next += 1;
    if (newest.next === newest.rows.length && !newest.isOver) await fill(newest);
  }
}
