import type { AnchorId } from '../identity/anchor.ts';
import { RecentCache } from '../vault/recent-cache.ts';
import type { AnchorKey, Vault } from '../vault/vault.ts';
import type { ConsentChoice } from './consent-choice.ts';
import type { ConsentReads, ConsentRow, RegionRow } from './consent-storage.ts';

/** Where somebody is, as the newest event said. */
export interface HeldRegion {
  readonly region: string;
  readonly atMs: number;
  readonly id: string;
}

/** What of consents decides, of one anchor. */
export interface AnchorConsents {
  readonly choices: ReadonlyMap<string, ConsentChoice>;
  readonly region: HeldRegion | undefined;
}

/** The context in which regions are sealed. */
export const regionContext = 'consent region';

/**
 * The choices of the anchors that were asked for lately, in memory. What is written is in here from the moment that it is said, so
 * a withdrawal is heeded at once.
 */
export class HeldConsents {
  readonly #storage: ConsentReads;
  readonly #vault: Vault;
  readonly #held: RecentCache<AnchorId, Entry>;
  /** Grows with each erasure, so that a reading that began before one is not kept. */
  #erasures = 0;

  constructor(storage: ConsentReads, vault: Vault, maxInMemory: number) {
    this.#storage = storage;
    this.#vault = vault;
    this.#held = new RecentCache(maxInMemory);
  }

  /** Answers at once where everything is in memory. */
  of(anchors: readonly AnchorId[]): readonly AnchorConsents[] | Promise<readonly AnchorConsents[]> {
    const entries: Entry[] = [];
    for (const anchor of anchors) {
      const entry = this.#held.get(anchor);
      if (!entry?.isRead) return this.#read(anchors);
      entries.push(entry);
    }
    return entries;
  }

  addChoice({ anchor, ...choice }: ConsentChoice & { readonly anchor: AnchorId }): void {
    const { choices } = this.#entryOf(anchor);
    if (!choices.has(choice.id)) choices.set(choice.id, choice);
  }

  addRegion(anchor: AnchorId, region: HeldRegion): void {
    const entry = this.#entryOf(anchor);
    entry.region = newestRegion([entry.region, region]);
  }

  /** Once it is durable: the next question reads what is left. */
  erased(anchors: Iterable<AnchorId>): void {
    this.#erasures += 1;
    for (const anchor of anchors) this.#held.delete(anchor);
  }

  #entryOf(anchor: AnchorId): Entry {
    let entry = this.#held.get(anchor);
    if (!entry) {
      entry = { isRead: false, choices: new Map(), region: undefined };
      this.#held.set(anchor, entry);
    }
    return entry;
  }

  async #read(anchors: readonly AnchorId[]): Promise<readonly AnchorConsents[]> {
    const missing = [...new Set(anchors)].filter((anchor) => !this.#held.get(anchor)?.isRead);
    const erasures = this.#erasures;
    const [rows, regions] = await Promise.all([
      this.#storage.choices(missing),
      this.#storage.regions(missing),
    ]);
    const unsealed = await Promise.all(
      regions.map(async (row) => [row.anchor, await unsealRegion(this.#vault, row)] as const),
    );
    if (erasures !== this.#erasures) return this.#read(anchors);
    for (const row of rows) this.addChoice(choiceOf(row));
    for (const [anchor, region] of unsealed) if (region) this.addRegion(anchor, region);
    const entries = anchors.map((anchor) => this.#entryOf(anchor));
    for (const entry of entries) entry.isRead = true;
    return entries;
  }
}

/** What is known of an anchor; not all of it until it was read. */
interface Entry {
  isRead: boolean;
  readonly choices: Map<string, ConsentChoice>;
  region: HeldRegion | undefined;
}

const choiceOf = ({ generation: _, sealed: __, ...choice }: ConsentRow) => choice;

const unsealRegion = async (
  vault: Vault,
  { anchor, generation, sealed, atMs, id }: RegionRow,
): Promise<HeldRegion | undefined> => {
  const key: AnchorKey | undefined = await vault.find(anchor, generation);
  return key && { region: key.unseal(sealed, regionContext), atMs, id };
};

/** By time, then by id: the order in which they came does not matter. */
export const newestRegion = (regions: Iterable<HeldRegion | undefined>): HeldRegion | undefined => {
  let newest: HeldRegion | undefined;
  for (const region of regions)
    if (
      region &&
      (!newest || region.atMs > newest.atMs || (region.atMs === newest.atMs && region.id > newest.id))
    )
      newest = region;
  return newest;
};
