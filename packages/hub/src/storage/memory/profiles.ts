import type { AnchorId } from '../../identity/anchor.ts';
import type { ProfileReads, ProfileRow, ProfileWrites } from '../../profile/profile-storage.ts';
import type { StoragePart } from '../storage-part.ts';

/** The profiles of the anchors, in memory. */
export const memoryProfiles = (): StoragePart<ProfileReads, ProfileWrites> => {
  const rows = new Map<AnchorId, ProfileRow>();
  return {
    reads: {
      async of(anchors) {
        const found = new Map<AnchorId, ProfileRow>();
        for (const anchor of anchors) {
          const row = rows.get(anchor);
          if (row) found.set(anchor, row);
        }
        return found;
      },
      async anchors(after, limit) {
        return [...rows.keys()]
          .filter((anchor) => after === undefined || anchor > after)
          .sort()
          .slice(0, limit);
      },
    },
    writes: {
      saveProfile: (row) => {
        rows.set(row.anchor, row);
      },
      removeProfile: (anchor) => {
        rows.delete(anchor);
      },
    },
  };
};
