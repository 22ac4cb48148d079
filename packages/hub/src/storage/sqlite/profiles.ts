import type { AnchorId } from '../../identity/anchor.ts';
import type { ProfileReads, ProfileRow, ProfileWrites } from '../../profile/profile-storage.ts';
import type { StoragePart } from '../storage-part.ts';
import type { Statements } from './statements.ts';

/** One row an anchor. */
export const profileTables = `
  CREATE TABLE profiles (
    anchor     TEXT PRIMARY KEY,
    generation INTEGER NOT NULL,
    sealed     BLOB NOT NULL
  ) STRICT`;

/** The profiles of the anchors, in SQLite. */
export const sqliteProfiles = ({ run, all }: Statements): StoragePart<ProfileReads, ProfileWrites> => ({
  reads: {
    async of(anchors) {
      const found = new Map<AnchorId, ProfileRow>();
      for (const row of all(
        `SELECT anchor, generation, sealed FROM json_each(?) AS asked CROSS JOIN profiles ON anchor = asked.value`,
        JSON.stringify(anchors),
      )) {
        const { anchor, generation, sealed } = row as unknown as ProfileRow;
        found.set(anchor, { anchor, generation, sealed });
      }
      return found;
    },
    async anchors(after, limit) {
      return all(
        'SELECT anchor FROM profiles WHERE anchor > ? ORDER BY anchor LIMIT ?',
        after ?? '',
        limit,
      ).map(({ anchor }) => anchor as AnchorId);
    },
  },
  writes: {
    saveProfile: ({ anchor, generation, sealed }) =>
      run(
        `INSERT INTO profiles (anchor, generation, sealed) VALUES (?, ?, ?)
         ON CONFLICT (anchor) DO UPDATE SET generation = excluded.generation, sealed = excluded.sealed`,
        anchor,
        generation,
        sealed,
      ),
    removeProfile: (anchor) => run('DELETE FROM profiles WHERE anchor = ?', anchor),
  },
});
