import type { RecordReads, RecordWrites } from '../../record/record-storage.ts';
import type { StoragePart } from '../storage-part.ts';

/** Which events were recorded, in memory. */
export const memoryRecords = (): StoragePart<RecordReads, RecordWrites> => {
  const known = new Set<string>();
  return {
    reads: { holds: async (marks) => marks.map((mark) => known.has(mark)) },
    writes: {
      addRecord(mark) {
        known.add(mark);
      },
    },
  };
};
