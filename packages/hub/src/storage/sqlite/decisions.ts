import type { AnchorId } from '../../identity/anchor.ts';
import type {
  DecisionKind,
  DecisionRow,
  IdentityReads,
  IdentityWrites,
} from '../../identity/identity-storage.ts';
import type { StoragePart } from '../storage-part.ts';
import type { SqlRow, Statements } from './statements.ts';

/** Decisions stand in the order in which they were made, and whom they concern beside them. */
export const decisionTables = `
  CREATE TABLE decisions (
    number     INTEGER PRIMARY KEY,
    tenant     TEXT NOT NULL,
    kind       TEXT NOT NULL,
    at_ms      INTEGER NOT NULL,
    sealed     BLOB NOT NULL,
    generation INTEGER NOT NULL,
    target     INTEGER,
    is_active  INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX decisions_by_tenant ON decisions (tenant, number);
  CREATE TABLE decision_anchors (
    anchor   TEXT NOT NULL,
    decision INTEGER NOT NULL,
    side     INTEGER NOT NULL,
    place    INTEGER NOT NULL,
    PRIMARY KEY (anchor, decision)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX decision_anchors_by_decision ON decision_anchors (decision, side, place)`;

/** What is read of decisions about who is who. */
export type DecisionReads = Pick<IdentityReads, 'decisions' | 'decision' | 'decisionsOf'>;

/** What is written of them. */
export type DecisionWrites = Pick<IdentityWrites, 'addDecision' | 'activateDecision'>;

/** What was decided about who is who, in SQLite. */
export const sqliteDecisions = (statements: Statements): StoragePart<DecisionReads, DecisionWrites> => ({
  reads: readsOf(statements),
  writes: writesOf(statements),
});

const readsOf = ({ get, all }: Statements): DecisionReads => {
  const decisionOf = (row: SqlRow): DecisionRow => {
    const anchors = all(
      'SELECT anchor, side FROM decision_anchors WHERE decision = ? ORDER BY side, place',
      Number(row.number),
    );
    const onSide = (side: number) =>
      anchors.flatMap((each) => (each.side === side ? [String(each.anchor) as AnchorId] : []));
    return {
      number: Number(row.number),
      tenant: String(row.tenant),
      kind: row.kind as DecisionKind,
      atMs: Number(row.at_ms),
      sealed: row.sealed as Uint8Array,
      generation: Number(row.generation),
      left: onSide(0),
      right: onSide(1),
      target: row.target === null ? undefined : Number(row.target),
      isActive: row.is_active === 1,
    };
  };

  return {
    decisions: async (tenant, after, limit) =>
      all(
        'SELECT * FROM decisions WHERE tenant = ? AND number > ? ORDER BY number LIMIT ?',
        tenant,
        after,
        limit,
      ).map(decisionOf),
    async decision(number) {
      const row = get('SELECT * FROM decisions WHERE number = ?', number);
      return row && decisionOf(row);
    },
    decisionsOf: async (anchors) =>
      all(
        `SELECT * FROM decisions WHERE number IN (SELECT decision FROM decision_anchors
           WHERE anchor IN (SELECT value FROM json_each(?))) ORDER BY number`,
        JSON.stringify(anchors),
      ).map(decisionOf),
  };
};

const writesOf = ({ run }: Statements): DecisionWrites => ({
  addDecision(row) {
    run(
      `INSERT INTO decisions (number, tenant, kind, at_ms, sealed, generation, target, is_active)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      row.number,
      row.tenant,
      row.kind,
      row.atMs,
      row.sealed,
      row.generation,
      row.target ?? null,
      row.isActive ? 1 : 0,
    );
    for (const [side, anchors] of [row.left, row.right].entries())
      for (const [place, anchor] of anchors.entries())
        run(
          'INSERT INTO decision_anchors (anchor, decision, side, place) VALUES (?, ?, ?, ?)',
          anchor,
          row.number,
          side,
          place,
        );
  },
  activateDecision: (number, isActive) =>
    run('UPDATE decisions SET is_active = ? WHERE number = ?', isActive ? 1 : 0, number),
});
