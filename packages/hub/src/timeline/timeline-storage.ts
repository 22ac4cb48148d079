import type { AnchorId } from '../identity/anchor.ts';

/** An event on a timeline, as it is stored: what it says is sealed, where it stands is not. */
export interface TimelineRow {
  readonly anchor: AnchorId;
  /** Where it stands: milliseconds since the epoch. */
  readonly atMs: number;
  /** Tells the events of one moment apart; the same for the same event. */
  readonly entry: string;
  /** The type of the event. */
  readonly type: string;
  readonly channel: string;
  /** Which of the anchor's keys sealed it. */
  readonly generation: number;
  /** The event as JSON. */
  readonly sealed: Uint8Array;
}

/** Where a reading goes on: older than this place. */
export type TimelinePlace = Pick<TimelineRow, 'atMs' | 'entry'>;

/** Which events of one anchor. All parts must hold. */
export interface TimelineSlice {
  readonly anchor: AnchorId;
  readonly before?: TimelinePlace | undefined;
  /** Patterns of event types; absent: all. */
  readonly types?: readonly string[] | undefined;
  readonly channels?: readonly string[] | undefined;
  /** At or after this time, in milliseconds since the epoch. */
  readonly fromMs?: number | undefined;
  /** Before this time, in milliseconds since the epoch. */
  readonly beforeMs?: number | undefined;
  readonly limit: number;
}

/** What is asked of timelines. */
export interface TimelineReads {
  /** Newest first: by time, then by entry, both descending. */
  slice(slice: TimelineSlice): Promise<readonly TimelineRow[]>;
}

/** What is written of timelines. */
export interface TimelineWrites {
  /** Adds an event; leaves one that is there alone. */
  addToTimeline(row: TimelineRow): void;
  /** Removes all events of an anchor. */
  removeTimeline(anchor: AnchorId): void;
  /** Removes the events of all anchors that stand before this time and match one of the patterns. */
  trimTimelines(beforeMs: number, types: readonly string[]): void;
}
