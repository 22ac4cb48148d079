import type { AnchorId } from '../identity/anchor.ts';
import type { ConsentChoice } from './consent-choice.ts';

/**
 * A choice in the ledger, as it is stored. What decides deliveries stands in clear, under a pseudonym; what proves it is sealed. So
 * an erasure takes the proof, and the withdrawal goes on protecting whoever it was about.
 */
export interface ConsentRow extends ConsentChoice {
  readonly anchor: AnchorId;
  /** Which of the anchor's keys sealed the rest. */
  readonly generation: number;
  /** The rest of the statement as JSON; undefined after an erasure. */
  readonly sealed: Uint8Array | undefined;
}

/** Where the newest event of an anchor said that its person is, as it is stored. */
export interface RegionRow {
  readonly anchor: AnchorId;
  /** When it was said: milliseconds since the epoch. */
  readonly atMs: number;
  /** By whom, to tell what was said at one moment apart. */
  readonly id: string;
  readonly generation: number;
  /** `DE`, `US-CA`. */
  readonly sealed: Uint8Array;
}

/** What is asked of consents. */
export interface ConsentReads {
  /** All choices of these anchors; in no order. */
  choices(anchors: readonly AnchorId[]): Promise<readonly ConsentRow[]>;
  regions(anchors: readonly AnchorId[]): Promise<readonly RegionRow[]>;
}

/** What is written of consents. */
export interface ConsentWrites {
  /** Adds a choice; leaves one of the same anchor and id alone. */
  addConsent(row: ConsentRow): void;
  /** Takes the place of one that is older: by time, then by id. */
  saveRegion(row: RegionRow): void;
  /** Removes what an anchor granted, where it is, and the proof of what it withdrew. Its withdrawals stay. */
  eraseConsents(anchor: AnchorId): void;
}
