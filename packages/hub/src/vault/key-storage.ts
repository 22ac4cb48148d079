import type { AnchorId } from '../identity/anchor.ts';

/** A key as it is stored: encrypted with the hub's master key. */
export interface KeyRow {
  readonly anchor: AnchorId;
  /** Tells the keys of one anchor apart: after an erasure a person who comes back gets the next. From 1. */
  readonly generation: number;
  /** Undefined once it is destroyed; the row stays, to tell destroyed from never there. */
  readonly wrapped: Uint8Array | undefined;
}

/** What the vault reads. */
export interface KeyReads {
  /** The newest row of each of these anchors that has one. */
  newest(anchors: readonly AnchorId[]): Promise<ReadonlyMap<AnchorId, KeyRow>>;
  /** One row. */
  row(anchor: AnchorId, generation: number): Promise<KeyRow | undefined>;
}

/** What the vault writes. */
export interface KeyWrites {
  /** Adds a row; leaves one that is there alone. */
  addKey(row: KeyRow): void;
  /** Overwrites the keys of all generations of an anchor. */
  destroyKeys(anchor: AnchorId): void;
}
