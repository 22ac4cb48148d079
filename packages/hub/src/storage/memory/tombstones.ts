import type { Tombstone, TombstoneReads, TombstoneWrites } from '../../erasure/tombstone-storage.ts';
import type { AnchorId } from '../../identity/anchor.ts';
import type { StoragePart } from '../storage-part.ts';

/** Who was erased, in memory. */
export const memoryTombstones = (): StoragePart<TombstoneReads, TombstoneWrites> => {
  const tombstones = new Map<AnchorId, Tombstone>();
  return {
    reads: {
      async of(anchors) {
        const found = new Map<AnchorId, Tombstone>();
        for (const anchor of anchors) {
          const tombstone = tombstones.get(anchor);
          if (tombstone) found.set(anchor, tombstone);
        }
        return found;
      },
      any: async () => tombstones.size > 0,
    },
    writes: {
      addTombstone: (tombstone) => {
        tombstones.set(tombstone.anchor, { ...tombstone });
      },
    },
  };
};
