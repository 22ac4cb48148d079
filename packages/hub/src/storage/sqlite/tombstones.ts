import type { Tombstone, TombstoneReads, TombstoneWrites } from '../../erasure/tombstone-storage.ts';
import type { AnchorId } from '../../identity/anchor.ts';
import type { StoragePart } from '../storage-part.ts';
import type { Statements } from './statements.ts';

export const tombstoneTables = `
  CREATE TABLE tombstones (
    anchor       TEXT PRIMARY KEY,
    erased_at_ms INTEGER NOT NULL,
    erasure      TEXT NOT NULL
  ) STRICT, WITHOUT ROWID`;

/** Who was erased, in SQLite. */
export const sqliteTombstones = ({ run, get }: Statements): StoragePart<TombstoneReads, TombstoneWrites> => ({
  reads: {
    async of(anchors) {
      const found = new Map<AnchorId, Tombstone>();
      for (const anchor of anchors) {
        const row = get('SELECT erased_at_ms, erasure FROM tombstones WHERE anchor = ?', anchor);
        if (row)
          found.set(anchor, { anchor, erasedAtMs: Number(row.erased_at_ms), erasure: String(row.erasure) });
      }
      return found;
    },
    any: async () => get('SELECT 1 AS one FROM tombstones LIMIT 1') !== undefined,
  },
  writes: {
    addTombstone: ({ anchor, erasedAtMs, erasure }) =>
      run(
        'INSERT OR REPLACE INTO tombstones (anchor, erased_at_ms, erasure) VALUES (?, ?, ?)',
        anchor,
        erasedAtMs,
        erasure,
      ),
  },
});
