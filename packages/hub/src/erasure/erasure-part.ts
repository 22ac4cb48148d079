import type { AnchorId } from '../identity/anchor.ts';
import type { Identifier } from '../identity/identifier.ts';
import type { HubWrites } from '../storage/hub-storage.ts';

/** A person who is to be erased. */
export interface ErasablePerson {
  /** The id of the person. */
  readonly id: AnchorId;
  /** `''` where there is none. */
  readonly tenant: string;
  readonly anchors: readonly AnchorId[];
  /** By which they are known; strongest first. */
  readonly identifiers: readonly Identifier[];
}

/** How one concern (identity, timeline, consent, …) forgets a person. Nothing is recorded meanwhile. */
export interface ErasurePart {
  /** Reads what it needs; what it answers removes the person, in one transaction with the other parts and the keys. */
  prepare(person: ErasablePerson): Promise<PreparedErasure>;
}

/** What removes a person from one concern. */
export interface PreparedErasure {
  /** Neither reads nor throws. */
  write(writes: HubWrites): void;
  /** Called once that is durable: lets go of what is held in memory. */
  written?(): void;
}
