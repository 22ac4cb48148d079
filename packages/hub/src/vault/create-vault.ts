import { TouchlineError } from '@touchline/core';
import type { AnchorId } from '../identity/anchor.ts';
import type { HubStorage, HubWrites } from '../storage/hub-storage.ts';
import type { HubKeys } from './hub-keys.ts';
import type { KeyRow } from './key-storage.ts';
import { RecentCache } from './recent-cache.ts';
import { keyBytes, random, sealBytes, unsealBytes } from './sealing.ts';
import type { AnchorKey, Vault } from './vault.ts';

/** How a vault is made. */
export interface VaultOptions {
  readonly storage: Pick<HubStorage, 'keys' | 'write'>;
  readonly keys: HubKeys;
  /** How many keys are kept in memory, about 300 bytes each. Default 50,000. */
  readonly maxKeysInMemory?: number | undefined;
}

/**
 * A {@link Vault} over the keys in a storage. Each is drawn at random and stored encrypted under a key that comes from the hub's
 * secret.
 */
export const createVault = (options: VaultOptions): Vault => new StoredVault(options);

/** The newest key of an anchor; its bytes are overwritten when it is destroyed. */
class HeldKey implements AnchorKey {
  readonly anchor: AnchorId;
  readonly generation: number;
  #bytes: Buffer | undefined;

  constructor(anchor: AnchorId, generation: number, bytes: Buffer) {
    this.anchor = anchor;
    this.generation = generation;
    this.#bytes = bytes;
  }

  seal(text: string, context: string): Uint8Array {
    return sealBytes(this.#usable(), text, context);
  }

  unseal(sealed: Uint8Array, context: string): string {
    return unsealBytes(this.#usable(), sealed, context).toString('utf8');
  }

  destroy(): void {
    this.#bytes?.fill(0);
    this.#bytes = undefined;
  }

  #usable(): Buffer {
    if (!this.#bytes)
      throw new TouchlineError('hub.key_destroyed', 'The person that this belongs to was erased.');
    return this.#bytes;
  }
}

/** What is known of an anchor: its newest key, which is undefined once destroyed. All older ones are destroyed. */
interface Held {
  readonly generation: number;
  readonly key: HeldKey | undefined;
}

/** Anchors whose keys are to be read together. */
interface Batch {
  readonly anchors: Set<AnchorId>;
  /** Those of them that get a key when they have none. */
  readonly needed: Set<AnchorId>;
  readonly done: Promise<ReadonlyMap<AnchorId, Held>>;
}

class StoredVault implements Vault {
  readonly #storage: VaultOptions['storage'];
  readonly #keys: HubKeys;
  readonly #held: RecentCache<AnchorId, Held>;
  /** What is asked for while another reading is under way goes into one reading after it. */
  #waiting: Batch | undefined;
  /** The writing of keys that others read already, and that are not durable yet. */
  readonly #unsure = new Set<Promise<void>>();
  /** Ends when the last reading or destruction does. One after another, so that none sees half of another. */
  #last: Promise<unknown> = Promise.resolve();

  constructor({ storage, keys, maxKeysInMemory = 50_000 }: VaultOptions) {
    this.#storage = storage;
    this.#keys = keys;
    this.#held = new RecentCache(maxKeysInMemory);
  }

  async open(anchors: Iterable<AnchorId>): Promise<ReadonlyMap<AnchorId, AnchorKey>> {
    const keys = await this.#collect(anchors, true);
    if (this.#unsure.size > 0) await Promise.all(this.#unsure);
    return keys;
  }

  openForStorage(anchors: Iterable<AnchorId>): Promise<ReadonlyMap<AnchorId, AnchorKey>> {
    return this.#collect(anchors, true);
  }

  findAll(anchors: Iterable<AnchorId>): Promise<ReadonlyMap<AnchorId, AnchorKey>> {
    return this.#collect(anchors, false);
  }

  async find(anchor: AnchorId, generation: number): Promise<AnchorKey | undefined> {
    const newest = this.#held.get(anchor) ?? (await this.#read([anchor], false)).get(anchor);
    if (!newest || newest.generation < generation)
      throw new TouchlineError(
        'hub.key_missing',
        'The storage of the hub does not have a key that was used.',
      );
    return newest.generation === generation ? newest.key : undefined;
  }

  held(anchor: AnchorId, generation: number): AnchorKey | undefined {
    const held = this.#held.get(anchor);
    return held?.generation === generation ? held.key : undefined;
  }

  destroy(anchors: Iterable<AnchorId>, alongside?: (writes: HubWrites) => void): Promise<void> {
    const doomed = [...new Set(anchors)];
    return this.#inTurn(async () => {
      await this.#storage.write((writes) => {
        for (const anchor of doomed) writes.destroyKeys(anchor);
        alongside?.(writes);
      });
      for (const anchor of doomed) {
        this.#held.get(anchor)?.key?.destroy();
        this.#held.delete(anchor);
      }
    });
  }

  async #collect(anchors: Iterable<AnchorId>, areNeeded: boolean): Promise<ReadonlyMap<AnchorId, AnchorKey>> {
    const keys = new Map<AnchorId, AnchorKey>();
    const missing = new Set<AnchorId>();
    for (const anchor of anchors) {
      const held = this.#held.get(anchor);
      if (held?.key) keys.set(anchor, held.key);
      else if (!held || areNeeded) missing.add(anchor);
    }
    if (missing.size === 0) return keys;
    const read = await this.#read(missing, areNeeded);
    for (const anchor of missing) {
      const key = read.get(anchor)?.key;
      if (key) keys.set(anchor, key);
    }
    return keys;
  }

  #read(anchors: Iterable<AnchorId>, areNeeded: boolean): Promise<ReadonlyMap<AnchorId, Held>> {
    this.#waiting ??= this.#newBatch();
    for (const anchor of anchors) {
      this.#waiting.anchors.add(anchor);
      if (areNeeded) this.#waiting.needed.add(anchor);
    }
    return this.#waiting.done;
  }

  #newBatch(): Batch {
    const anchors = new Set<AnchorId>();
    const needed = new Set<AnchorId>();
    const done = this.#inTurn(() => {
      this.#waiting = undefined;
      return this.#load(anchors, needed);
    });
    return { anchors, needed, done };
  }

  async #load(
    anchors: ReadonlySet<AnchorId>,
    needed: ReadonlySet<AnchorId>,
  ): Promise<ReadonlyMap<AnchorId, Held>> {
    const wrappingKey = (await this.#keys.open()).derive('wrapping of keys');
    const rows = await this.#storage.keys.newest([...anchors]);
    const found = new Map<AnchorId, Held>();
    const made: KeyRow[] = [];
    for (const anchor of anchors) {
      // What is in memory serves on, rather than as a second copy that a destruction would miss.
      const held = this.#held.get(anchor) ?? heldOf(rows.get(anchor), wrappingKey);
      if (held?.key || !needed.has(anchor)) {
        if (held) found.set(anchor, held);
        continue;
      }
      const generation = (held?.generation ?? 0) + 1;
      const bytes = random(keyBytes);
      made.push({
        anchor,
        generation,
        wrapped: sealBytes(wrappingKey, bytes, contextOf(anchor, generation)),
      });
      found.set(anchor, { generation, key: new HeldKey(anchor, generation, bytes) });
    }
    if (made.length > 0) await this.#keep(made);
    for (const [anchor, held] of found) this.#held.set(anchor, held);
    return found;
  }

  /** Resolves once everybody reads the keys. */
  #keep(made: readonly KeyRow[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const durable = this.#storage.write((writes) => {
        for (const row of made) writes.addKey(row);
      }, resolve);
      this.#unsure.add(durable);
      durable.then(
        () => {
          this.#unsure.delete(durable);
          resolve();
        },
        (error: unknown) => {
          this.#unsure.delete(durable);
          // Nothing may be sealed with a key that the disk did not keep.
          for (const { anchor } of made) this.#held.delete(anchor);
          reject(error);
        },
      );
    });
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }
}

const heldOf = (row: KeyRow | undefined, wrappingKey: Uint8Array): Held | undefined => {
  if (!row) return undefined;
  const { anchor, generation, wrapped } = row;
  const context = contextOf(anchor, generation);
  const key = wrapped && new HeldKey(anchor, generation, unsealBytes(wrappingKey, wrapped, context));
  return { generation, key };
};

/** Keeps the key of one anchor from being put in the place of another's. */
const contextOf = (anchor: AnchorId, generation: number): string => `key ${generation} of ${anchor}`;
