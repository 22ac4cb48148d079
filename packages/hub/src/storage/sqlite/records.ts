import type { RecordReads, RecordWrites } from '../../record/record-storage.ts';
import type { StoragePart } from '../storage-part.ts';
import type { Statements } from './statements.ts';

/** The marks of events of the same time lie side by side where their ids grow with time. */
export const recordTables = `
  CREATE TABLE records (
    mark TEXT PRIMARY KEY
  ) STRICT, WITHOUT ROWID`;

/** Which events were recorded, in SQLite. */
export const sqliteRecords = ({ run, get }: Statements): StoragePart<RecordReads, RecordWrites> => ({
  reads: {
    holds: async (marks) =>
      marks.map((mark) => get('SELECT 1 FROM records WHERE mark = ?', mark) !== undefined),
  },
  writes: {
    addRecord: (mark) => run('INSERT INTO records (mark) VALUES (?) ON CONFLICT DO NOTHING', mark),
  },
});
