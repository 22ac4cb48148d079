import type { AnchorId } from '../identity/anchor.ts';

/** An erasure as it is stored. Nothing in it is personal but what is sealed, and that is removed at its end. */
export interface ErasureRow {
  readonly id: string;
  readonly tenant: string;
  /** The id of the person, as it was. */
  readonly person: AnchorId;
  /** `requested`: nothing is destroyed yet. `erased`: nothing is left here, destinations are. `done`: its receipt is final. */
  readonly state: 'requested' | 'erased' | 'done';
  /** The report of how far it is, as JSON. */
  readonly report: string;
  /** The name of the key of {@link sealed}. */
  readonly keyName: AnchorId;
  /** The identifiers by which destinations know the person; undefined at the end. */
  readonly sealed: Uint8Array | undefined;
}

/** What is asked of erasures. */
export interface ErasureReads {
  row(id: string): Promise<ErasureRow | undefined>;
  /** Those that are not done, oldest first. */
  open(): Promise<readonly ErasureRow[]>;
}

/** What is written of erasures. */
export interface ErasureWrites {
  /** Takes the place of the row of the same id. */
  saveErasure(row: ErasureRow): void;
}
