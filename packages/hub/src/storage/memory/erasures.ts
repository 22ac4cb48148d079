import type { ErasureReads, ErasureRow, ErasureWrites } from '../../erasure/erasure-storage.ts';
import type { StoragePart } from '../storage-part.ts';

/** Erasures under way and done, in memory. */
export const memoryErasures = (): StoragePart<ErasureReads, ErasureWrites> => {
  /** In the order in which they were requested. */
  const rows = new Map<string, ErasureRow>();
  return {
    reads: {
      row: async (id) => rows.get(id),
      open: async () => [...rows.values()].filter(({ state }) => state !== 'done'),
    },
    writes: {
      saveErasure: (row) => {
        rows.set(row.id, { ...row });
      },
    },
  };
};
