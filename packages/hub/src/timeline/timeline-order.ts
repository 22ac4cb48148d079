import type { TimelinePlace } from './timeline-storage.ts';

/** Whether one stands above the other on a timeline: it is later, or of the same moment and its entry is greater. */
export const isNewer = (one: TimelinePlace, other: TimelinePlace): boolean =>
  one.atMs === other.atMs ? one.entry > other.entry : one.atMs > other.atMs;
