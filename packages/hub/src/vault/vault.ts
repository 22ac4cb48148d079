import type { AnchorId } from '../identity/anchor.ts';
import type { HubWrites } from '../storage/hub-storage.ts';

/**
 * Seals what belongs to one anchor, with AES-256-GCM under a key of its own. The synchronous half of the {@link Vault}: whoever
 * has it works without waiting.
 */
export interface AnchorKey {
  readonly anchor: AnchorId;
  /** Which of the anchor's keys: after an erasure, whoever comes back gets the next. From 1. */
  readonly generation: number;
  /** @param context what the text is, such as `trait`; the same is needed to unseal it, so sealed texts cannot be swapped. */
  seal(text: string, context: string): Uint8Array;
  /** @throws TouchlineError `hub.sealed_corrupt` when the bytes are not what this key sealed in this context. */
  unseal(sealed: Uint8Array, context: string): string;
}

/** The keys of all anchors. What is sealed is readable while its key is; destroying the key erases all copies at once. */
export interface Vault {
  /** The newest key of each anchor, made and durable where there was none. */
  open(anchors: Iterable<AnchorId>): Promise<ReadonlyMap<AnchorId, AnchorKey>>;
  /** The key that sealed something; undefined once it is destroyed. */
  find(anchor: AnchorId, generation: number): Promise<AnchorKey | undefined>;
  /** Destroys all keys of the anchors, within a transaction; once that is durable, no copy in memory serves either. */
  destroy(anchors: Iterable<AnchorId>, writes: HubWrites): void;
}
