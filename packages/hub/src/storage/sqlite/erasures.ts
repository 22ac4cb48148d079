import type { ErasureReads, ErasureRow, ErasureWrites } from '../../erasure/erasure-storage.ts';
import type { AnchorId } from '../../identity/anchor.ts';
import type { StoragePart } from '../storage-part.ts';
import type { SqlRow, Statements } from './statements.ts';

export const erasureTables = `
  CREATE TABLE erasures (
    number   INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    tenant   TEXT NOT NULL,
    person   TEXT NOT NULL,
    state    TEXT NOT NULL,
    report   TEXT NOT NULL,
    key_name TEXT NOT NULL,
    sealed   BLOB
  ) STRICT;
  CREATE INDEX open_erasures ON erasures (number) WHERE state <> 'done'`;

/** Erasures under way and done, in SQLite. */
export const sqliteErasures = ({ run, get, all }: Statements): StoragePart<ErasureReads, ErasureWrites> => ({
  reads: {
    async row(id) {
      const row = get('SELECT * FROM erasures WHERE id = ?', id);
      return row && readErasure(row);
    },
    open: async () => all("SELECT * FROM erasures WHERE state <> 'done' ORDER BY number").map(readErasure),
  },
  writes: {
    saveErasure: ({ id, tenant, person, state, report, keyName, sealed }) =>
      run(
        `INSERT INTO erasures (id, tenant, person, state, report, key_name, sealed) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET tenant = excluded.tenant, person = excluded.person, state = excluded.state,
           report = excluded.report, key_name = excluded.key_name, sealed = excluded.sealed`,
        id,
        tenant,
        person,
        state,
        report,
        keyName,
        sealed ?? null,
      ),
  },
});

const readErasure = (row: SqlRow): ErasureRow => ({
  id: String(row.id),
  tenant: String(row.tenant),
  person: String(row.person) as AnchorId,
  state: String(row.state) as ErasureRow['state'],
  report: String(row.report),
  keyName: String(row.key_name) as AnchorId,
  sealed: row.sealed instanceof Uint8Array ? row.sealed : undefined,
});
