import type { AnchorId } from '../identity/anchor.ts';

/** What is remembered of somebody who was erased: that, and when. */
export interface Tombstone {
  readonly anchor: AnchorId;
  /** Milliseconds since the epoch. */
  readonly erasedAtMs: number;
  /** The erasure that did it. */
  readonly erasure: string;
}

/** What is read of tombstones. */
export interface TombstoneReads {
  /** The latest tombstone of each of these anchors that has one. */
  of(anchors: readonly AnchorId[]): Promise<ReadonlyMap<AnchorId, Tombstone>>;
  /** Whether there is any at all. */
  any(): Promise<boolean>;
}

/** What is written of tombstones. */
export interface TombstoneWrites {
  /** Takes the place of an earlier tombstone of the anchor. */
  addTombstone(tombstone: Tombstone): void;
}
