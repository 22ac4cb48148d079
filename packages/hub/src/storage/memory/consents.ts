import type { ConsentReads, ConsentRow, ConsentWrites, RegionRow } from '../../consent/consent-storage.ts';
import type { AnchorId } from '../../identity/anchor.ts';
import type { StoragePart } from '../storage-part.ts';

/** The ledger of consents, in memory. */
export const memoryConsents = (): StoragePart<ConsentReads, ConsentWrites> => {
  const choices = new Map<AnchorId, Map<string, ConsentRow>>();
  const regions = new Map<AnchorId, RegionRow>();
  return {
    reads: {
      async choices(anchors) {
        return anchors.flatMap((anchor) => [...(choices.get(anchor)?.values() ?? [])]);
      },
      async regions(anchors) {
        return anchors.flatMap((anchor) => regions.get(anchor) ?? []);
      },
    },
    writes: {
      addConsent(row) {
        const ofAnchor = choices.get(row.anchor) ?? new Map<string, ConsentRow>();
        if (!ofAnchor.has(row.id)) choices.set(row.anchor, ofAnchor.set(row.id, { ...row }));
      },
      saveRegion(row) {
        const held = regions.get(row.anchor);
        if (!held || row.atMs > held.atMs || (row.atMs === held.atMs && row.id > held.id))
          regions.set(row.anchor, { ...row });
      },
      eraseConsents(anchor) {
        regions.delete(anchor);
        for (const [id, row] of choices.get(anchor) ?? [])
          if (row.status === 'granted') choices.get(anchor)?.delete(id);
          else choices.get(anchor)?.set(id, { ...row, sealed: undefined });
      },
    },
  };
};
