import type { AnchorId } from '../../identity/anchor.ts';
import type { KeyReads, KeyRow, KeyWrites } from '../../vault/key-storage.ts';
import type { StoragePart } from '../storage-part.ts';

/** The keys of the anchors, in memory. */
export const memoryKeys = (): StoragePart<KeyReads, KeyWrites> => {
  /** By anchor, in the order of their generations. */
  const rows = new Map<AnchorId, KeyRow[]>();
  return {
    reads: {
      async newest(anchors) {
        const found = new Map<AnchorId, KeyRow>();
        for (const anchor of anchors) {
          const row = rows.get(anchor)?.at(-1);
          if (row) found.set(anchor, row);
        }
        return found;
      },
      async row(anchor, generation) {
        return rows.get(anchor)?.find((row) => row.generation === generation);
      },
    },
    writes: {
      addKey(row) {
        const ofAnchor = rows.get(row.anchor) ?? [];
        if (ofAnchor.some(({ generation }) => generation === row.generation)) return;
        ofAnchor.push({ ...row });
        rows.set(
          row.anchor,
          ofAnchor.sort((one, other) => one.generation - other.generation),
        );
      },
      destroyKeys(anchor) {
        const ofAnchor = rows.get(anchor);
        if (ofAnchor)
          rows.set(
            anchor,
            ofAnchor.map((row) => ({ ...row, wrapped: undefined })),
          );
      },
    },
  };
};
