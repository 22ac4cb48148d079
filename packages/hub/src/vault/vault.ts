import type { AnchorId } from '../identity/anchor.ts';
import type { HubWrites } from '../storage/hub-storage.ts';

/** Seals texts with AES-256-GCM. Synchronous: whoever has one works without waiting. */
export interface SealingKey {
  /** @param context what the text is, such as `trait`; the same is needed to unseal it, so sealed texts cannot be swapped. */
  seal(text: string, context: string): Uint8Array;
  /**
   * @throws TouchlineError `hub.sealed_corrupt` when the bytes are not what this key sealed in this context;
   *   `hub.key_destroyed`, as {@link seal} does, once the key is destroyed.
   */
  unseal(sealed: Uint8Array, context: string): string;
}

/**
 * Seals what belongs to one anchor, under a key of its own. Hold it for one piece of work and ask the {@link Vault} again for
 * the next: whether the key still is, the vault knows.
 */
export interface AnchorKey extends SealingKey {
  readonly anchor: AnchorId;
  /** Which of the anchor's keys: after an erasure, whoever comes back gets the next. From 1. */
  readonly generation: number;
}

/** The keys of all anchors. What is sealed is readable while its key is; destroying the key erases all copies at once. */
export interface Vault {
  /** The newest key of each anchor, made and durable where there was none. */
  open(anchors: Iterable<AnchorId>): Promise<ReadonlyMap<AnchorId, AnchorKey>>;
  /**
   * The same for what is sealed into the hub's own storage: it does not wait for the disk, because what is written there after the keys is
   * not durable before them.
   */
  openForStorage(anchors: Iterable<AnchorId>): Promise<ReadonlyMap<AnchorId, AnchorKey>>;
  /** The newest key of each anchor that has one; makes none. For reading what may be there. */
  findAll(anchors: Iterable<AnchorId>): Promise<ReadonlyMap<AnchorId, AnchorKey>>;
  /**
   * The key that sealed something; undefined once it is destroyed. Searches made together are one read.
   *
   * @throws TouchlineError `hub.key_missing` when it never was, as far as the storage knows.
   */
  find(anchor: AnchorId, generation: number): Promise<AnchorKey | undefined>;
  /** As {@link find}, of what is in memory: undefined also where that would have to be read first. */
  held(anchor: AnchorId, generation: number): AnchorKey | undefined;
  /**
   * Destroys all keys of the anchors, in one transaction with what else is to be written, or does nothing. Once it resolves, no
   * copy in memory serves either. Whoever opens one of the anchors meanwhile gets the next key.
   */
  destroy(anchors: Iterable<AnchorId>, alongside?: (writes: HubWrites) => void): Promise<void>;
}
