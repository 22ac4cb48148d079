import type { RecordReads, RecordWrites } from '../../record/record-storage.ts';
import type { StoragePart } from '../storage-part.ts';
import type { Statements } from './statements.ts';

/** The marks of events of the same time lie side by side where their ids grow with time. */
export const recordTables = `
  CREATE TABLE records (
    mark TEXT PRIMARY KEY
  ) STRICT, WITHOUT ROWID`;

/** Which events were recorded, in SQLite. */
export const sqliteRecords = ({ run, all }: Statements): StoragePart<RecordReads, RecordWrites> => ({
  reads: {
    async holds(marks) {
      const held = new Array<boolean>(marks.length).fill(false);
      for (const { place } of all(
        'SELECT asked.key AS place FROM json_each(?) AS asked CROSS JOIN records ON mark = asked.value',
        JSON.stringify(marks),
      ))
        held[place as number] = true;
      return held;
    },
  },
  writes: {
    addRecord: (mark) => run('INSERT INTO records (mark) VALUES (?) ON CONFLICT DO NOTHING', mark),
  },
});
