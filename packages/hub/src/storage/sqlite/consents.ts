import type { ConsentReads, ConsentRow, ConsentWrites, RegionRow } from '../../consent/consent-storage.ts';
import type { AnchorId } from '../../identity/anchor.ts';
import type { StoragePart } from '../storage-part.ts';
import type { SqlRow, Statements } from './statements.ts';

export const consentTables = `
  CREATE TABLE consents (
    anchor        TEXT NOT NULL,
    id            TEXT NOT NULL,
    purpose       TEXT NOT NULL,
    channel       TEXT NOT NULL,
    status        TEXT NOT NULL,
    strength      TEXT NOT NULL,
    at_ms         INTEGER NOT NULL,
    expires_at_ms INTEGER,
    generation    INTEGER NOT NULL,
    sealed        BLOB,
    PRIMARY KEY (anchor, id)
  ) STRICT;
  CREATE TABLE consent_regions (
    anchor     TEXT PRIMARY KEY,
    at_ms      INTEGER NOT NULL,
    id         TEXT NOT NULL,
    generation INTEGER NOT NULL,
    sealed     BLOB NOT NULL
  ) STRICT`;

/** The ledger of consents, in SQLite. */
export const sqliteConsents = ({ run, get, all }: Statements): StoragePart<ConsentReads, ConsentWrites> => ({
  reads: {
    async choices(anchors) {
      return anchors.flatMap((anchor) =>
        all(
          `SELECT id, purpose, channel, status, strength, at_ms, expires_at_ms, generation, sealed
           FROM consents WHERE anchor = ?`,
          anchor,
        ).map((row) => readChoice(anchor, row)),
      );
    },
    async regions(anchors) {
      return anchors.flatMap((anchor) => {
        const row = get('SELECT at_ms, id, generation, sealed FROM consent_regions WHERE anchor = ?', anchor);
        return row ? [readRegion(anchor, row)] : [];
      });
    },
  },
  writes: {
    addConsent: (row) =>
      run(
        `INSERT INTO consents
           (anchor, id, purpose, channel, status, strength, at_ms, expires_at_ms, generation, sealed)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
        row.anchor,
        row.id,
        row.purpose,
        row.channel,
        row.status,
        row.strength,
        row.atMs,
        row.expiresAtMs ?? null,
        row.generation,
        row.sealed ?? null,
      ),
    saveRegion: ({ anchor, atMs, id, generation, sealed }) =>
      run(
        `INSERT INTO consent_regions (anchor, at_ms, id, generation, sealed) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (anchor) DO UPDATE
         SET at_ms = excluded.at_ms, id = excluded.id, generation = excluded.generation,
             sealed = excluded.sealed
         WHERE (excluded.at_ms, excluded.id) > (at_ms, id)`,
        anchor,
        atMs,
        id,
        generation,
        sealed,
      ),
    eraseConsents(anchor) {
      run('DELETE FROM consent_regions WHERE anchor = ?', anchor);
      run("DELETE FROM consents WHERE anchor = ? AND status = 'granted'", anchor);
      run('UPDATE consents SET sealed = NULL WHERE anchor = ?', anchor);
    },
  },
});

const readChoice = (anchor: AnchorId, row: SqlRow): ConsentRow => ({
  anchor,
  id: String(row.id),
  purpose: String(row.purpose),
  channel: String(row.channel),
  status: row.status as ConsentRow['status'],
  strength: row.strength as ConsentRow['strength'],
  atMs: Number(row.at_ms),
  expiresAtMs: row.expires_at_ms === null ? undefined : Number(row.expires_at_ms),
  generation: Number(row.generation),
  sealed: row.sealed instanceof Uint8Array ? row.sealed : undefined,
});

const readRegion = (anchor: AnchorId, row: SqlRow): RegionRow => ({
  anchor,
  atMs: Number(row.at_ms),
  id: String(row.id),
  generation: Number(row.generation),
  sealed: row.sealed as Uint8Array,
});
