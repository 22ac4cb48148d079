import type { AnchorId } from '../identity/anchor.ts';

/** What is known of one anchor, traits and computed traits, as it is stored. */
export interface ProfileRow {
  readonly anchor: AnchorId;
  /** Which of the anchor's keys sealed it. */
  readonly generation: number;
  readonly sealed: Uint8Array;
}

/** What is asked of profiles. */
export interface ProfileReads {
  /** The rows of those that have one. */
  of(anchors: readonly AnchorId[]): Promise<ReadonlyMap<AnchorId, ProfileRow>>;
  /** The anchors that have one, in their order, after this one. */
  anchors(after: AnchorId | undefined, limit: number): Promise<readonly AnchorId[]>;
}

/** What is written of profiles. */
export interface ProfileWrites {
  saveProfile(row: ProfileRow): void;
  removeProfile(anchor: AnchorId): void;
}
