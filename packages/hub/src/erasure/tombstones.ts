import type { AnchorId } from '../identity/anchor.ts';
import { RecentCache } from '../vault/recent-cache.ts';
import type { Tombstone, TombstoneReads } from './tombstone-storage.ts';

/** An event, for what concerns the dead: whom it names and when it happened. */
export interface DatedAnchors {
  /** Of all its identifiers. */
  readonly anchors: readonly AnchorId[];
  /** RFC 3339. */
  readonly time: string;
}

/**
 * Who was erased, and when. What happened before that is recorded as nothing and delivered as nothing, however late it comes; so
 * nobody is resurrected. Who comes back later is somebody new.
 */
export interface Tombstones {
  /** Whether each event is about somebody who was erased since it happened. Answers at once where it can. */
  cover(events: readonly DatedAnchors[]): readonly boolean[] | Promise<readonly boolean[]>;
  /** The latest tombstone of each anchor that has one. */
  of(anchors: readonly AnchorId[]): Promise<ReadonlyMap<AnchorId, Tombstone>>;
  /** Tombstones that are durable now. Whoever asks from here on is told. */
  added(tombstones: readonly Tombstone[]): void;
}

/** @param maxInMemory of how many anchors it is kept in memory whether they have one. Default 200,000. */
export const createTombstones = (storage: TombstoneReads, maxInMemory = 200_000): Tombstones => {
  /** 0 for an anchor without a tombstone. */
  const cached = new RecentCache<AnchorId, number>(maxInMemory);
  /** What came since the start, so that a reading that began before cannot hide it. */
  const fresh = new Map<AnchorId, number>();
  /** Most hubs have none for long, and then nothing need be looked up. */
  let isEmpty: boolean | undefined;

  const inMemory = (anchor: AnchorId): number | undefined =>
    fresh.get(anchor) ?? (isEmpty ? 0 : cached.get(anchor));

  const lookUp = async (events: readonly DatedAnchors[]): Promise<readonly boolean[]> => {
    isEmpty ??= !(await storage.any()) && fresh.size === 0;
    const unknown = new Set<AnchorId>();
    for (const { anchors } of events)
      for (const anchor of anchors) if (inMemory(anchor) === undefined) unknown.add(anchor);
    const found = unknown.size > 0 ? await storage.of([...unknown]) : new Map<AnchorId, Tombstone>();
    for (const anchor of unknown) cached.set(anchor, found.get(anchor)?.erasedAtMs ?? 0);
    const known = (anchor: AnchorId): number =>
      Math.max(found.get(anchor)?.erasedAtMs ?? 0, inMemory(anchor) ?? 0);
    return events.map((event) => isCovered(event, known) === true);
  };

  return {
    cover(events) {
      if (isEmpty) return events.map(() => false);
      const covered = events.map((event) => isCovered(event, inMemory));
      return covered.includes(undefined) ? lookUp(events) : (covered as readonly boolean[]);
    },
    of: (anchors) => storage.of(anchors),
    added(tombstones) {
      if (tombstones.length > 0) isEmpty = false;
      for (const { anchor, erasedAtMs: atMs } of tombstones)
        fresh.set(anchor, Math.max(atMs, fresh.get(anchor) ?? 0));
    },
  };
};

/** Undefined when it hangs on an anchor of which nothing is known. */
const isCovered = (
  { anchors, time }: DatedAnchors,
  erasedAtMs: (anchor: AnchorId) => number | undefined,
): boolean | undefined => {
  let isUnknown = false;
  for (const anchor of anchors) {
    const atMs = erasedAtMs(anchor);
    if (atMs === undefined) isUnknown = true;
    else if (atMs > 0 && !(Date.parse(time) > atMs)) return true;
  }
  return isUnknown ? undefined : false;
};
