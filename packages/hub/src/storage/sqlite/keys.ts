import type { AnchorId } from '../../identity/anchor.ts';
import type { KeyReads, KeyRow, KeyWrites } from '../../vault/key-storage.ts';
import type { StoragePart } from '../storage-part.ts';
import type { SqlRow, Statements } from './statements.ts';

/**
 * New keys stand at the end; only their places are kept in the order of the anchors, which is none. And a destroyed key is
 * overwritten where it stands. So no row ever moves, and no copy of one can stay in the unused part of a page.
 */
export const keyTables = `
  CREATE TABLE keys (
    number     INTEGER PRIMARY KEY,
    anchor     TEXT NOT NULL,
    generation INTEGER NOT NULL,
    wrapped    BLOB,
    UNIQUE (anchor, generation)
  ) STRICT`;

/** The keys of the anchors, in SQLite. */
export const sqliteKeys = ({ run, get, all }: Statements): StoragePart<KeyReads, KeyWrites> => ({
  reads: {
    async newest(anchors) {
      const found = new Map<AnchorId, KeyRow>();
      for (const row of all(
        `SELECT anchor, generation, wrapped FROM json_each(?) AS asked CROSS JOIN keys ON anchor = asked.value
         ORDER BY generation`,
        JSON.stringify(anchors),
      ))
        found.set(row.anchor as AnchorId, readKey(row.anchor as AnchorId, row));
      return found;
    },
    async row(anchor, generation) {
      const row = get(
        'SELECT generation, wrapped FROM keys WHERE anchor = ? AND generation = ?',
        anchor,
        generation,
      );
      return row && readKey(anchor, row);
    },
  },
  writes: {
    addKey: ({ anchor, generation, wrapped }) =>
      run(
        'INSERT INTO keys (anchor, generation, wrapped) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
        anchor,
        generation,
        wrapped ?? null,
      ),
    destroyKeys: (anchor) =>
      run('UPDATE keys SET wrapped = zeroblob(length(wrapped)) WHERE anchor = ?', anchor),
  },
});

const readKey = (anchor: AnchorId, { generation, wrapped }: SqlRow): KeyRow => ({
  anchor,
  generation: Number(generation),
  wrapped: wrapped instanceof Uint8Array && wrapped.some((byte) => byte !== 0) ? wrapped : undefined,
});
