import type { AnchorId } from '../../identity/anchor.ts';
import type {
  DecisionKind,
  DecisionRow,
  IdentifierRow,
  IdentityReads,
  IdentityWrites,
  Isolation,
  LinkRow,
  MemberRow,
} from '../../identity/identity-storage.ts';
import type { StoragePart } from '../storage-part.ts';
import type { SqlRow, Statements } from './statements.ts';

/**
 * Identifiers that are met together have neighbouring numbers, so what belongs together lies together; only the index of the anchors
 * is in no order. A link stands twice, from either end; its evidence once, at the lower number.
 */
export const identityTables = `
  CREATE TABLE identifiers (
    number        INTEGER PRIMARY KEY,
    anchor        TEXT NOT NULL UNIQUE,
    tenant        TEXT NOT NULL,
    namespace     TEXT NOT NULL,
    generation    INTEGER NOT NULL,
    sealed        BLOB,
    first_seen_ms INTEGER NOT NULL,
    person        INTEGER NOT NULL,
    isolation     TEXT,
    degrees       TEXT NOT NULL,
    tuples        TEXT NOT NULL
  ) STRICT;
  CREATE INDEX identifiers_by_person ON identifiers (person);
  CREATE INDEX identifiers_of_persons ON identifiers (tenant, number) WHERE person = number AND namespace <> '';
  CREATE INDEX identifiers_isolated ON identifiers (tenant, number) WHERE isolation IS NOT NULL;

  CREATE TABLE links (
    number         INTEGER NOT NULL,
    namespace      TEXT NOT NULL,
    neighbour      INTEGER NOT NULL,
    own_namespace  TEXT NOT NULL,
    tenant         TEXT NOT NULL,
    time_ms        INTEGER,
    source         TEXT,
    id             TEXT,
    refused        TEXT,
    PRIMARY KEY (number, namespace, neighbour)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX links_refused ON links (tenant, number, neighbour) WHERE refused IS NOT NULL;

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
  CREATE INDEX decision_anchors_by_decision ON decision_anchors (decision, side, place);

  CREATE TABLE identity_state (
    only          INTEGER PRIMARY KEY CHECK (only = 1),
    last_number   INTEGER NOT NULL,
    last_decision INTEGER NOT NULL,
    rules         TEXT
  ) STRICT;
  INSERT INTO identity_state VALUES (1, 0, 0, NULL)`;

/** Who is who, in SQLite. */
export const sqliteIdentities = (statements: Statements): StoragePart<IdentityReads, IdentityWrites> => ({
  reads: readsOf(statements),
  writes: writesOf(statements),
});

const readsOf = ({ get, all }: Statements): IdentityReads => {
  /** A link, read from the end that has its evidence. */
  const wholeLink = `SELECT number AS low, neighbour AS high, own_namespace AS low_namespace, namespace AS high_namespace,
    time_ms, source, id, refused FROM links`;

  const linkOf = (low: number, high: number, highNamespace: string): LinkRow | undefined => {
    const row = get(
      `${wholeLink} WHERE number = ? AND namespace = ? AND neighbour = ?`,
      low,
      highNamespace,
      high,
    );
    return row && readLink(row);
  };

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
    async state() {
      const row = get('SELECT last_number, last_decision, rules FROM identity_state');
      return {
        lastNumber: Number(row?.last_number),
        lastDecision: Number(row?.last_decision),
        rules: typeof row?.rules === 'string' ? row.rules : undefined,
      };
    },
    byAnchors: async (anchors) =>
      anchors.flatMap((anchor) => {
        const row = get('SELECT * FROM identifiers WHERE anchor = ?', anchor);
        return row ? [readIdentifier(row)] : [];
      }),
    async tuplesOf(anchors) {
      const found = new Map<AnchorId, Readonly<Record<string, number>>>();
      for (const anchor of anchors) {
        const row = get('SELECT tuples FROM identifiers WHERE anchor = ?', anchor);
        if (row) found.set(anchor, JSON.parse(row.tuples as string));
      }
      return found;
    },
    byNumbers: async (numbers) =>
      numbers.flatMap((number) => {
        const row = get('SELECT * FROM identifiers WHERE number = ?', number);
        return row ? [readIdentifier(row)] : [];
      }),
    ofPersons: async (anchors) => {
      const persons = new Set<number>();
      for (const anchor of anchors) {
        const row = get("SELECT person FROM identifiers WHERE anchor = ? AND namespace <> ''", anchor);
        if (row) persons.add(Number(row.person));
      }
      return [...persons].flatMap((person) =>
        all(
          `SELECT number, anchor, tenant, namespace, generation, sealed, first_seen_ms, person, isolation
           FROM identifiers WHERE person = ? AND namespace <> '' ORDER BY number`,
          person,
        ).map(readMember),
      );
    },
    links: async (keys) =>
      keys.flatMap(({ low, high, highNamespace }) => linkOf(low, high, highNamespace) ?? []),
    async linksOf(number, limit, namespaces) {
      const rows = namespaces
        ? all(
            `SELECT neighbour, namespace, own_namespace FROM links
             WHERE number = ? AND namespace IN (SELECT value FROM json_each(?)) LIMIT ?`,
            number,
            JSON.stringify(namespaces),
            limit,
          )
        : all(
            'SELECT neighbour, namespace, own_namespace FROM links WHERE number = ? LIMIT ?',
            number,
            limit,
          );
      return rows.flatMap((row) => {
        const neighbour = Number(row.neighbour);
        return (
          (number < neighbour
            ? linkOf(number, neighbour, String(row.namespace))
            : linkOf(neighbour, number, String(row.own_namespace))) ?? []
        );
      });
    },
    persons: async (tenant, after, limit) =>
      all(
        `SELECT * FROM identifiers WHERE tenant = ? AND number > ? AND person = number AND namespace <> ''
         ORDER BY number LIMIT ?`,
        tenant,
        after,
        limit,
      ).map(readIdentifier),
    scan: async (after, limit) =>
      all('SELECT * FROM identifiers WHERE number > ? ORDER BY number LIMIT ?', after, limit).map(
        readIdentifier,
      ),
    refused: async (tenant, [low, high], limit) =>
      all(
        `${wholeLink} WHERE tenant = ? AND (number, neighbour) > (?, ?) AND refused IS NOT NULL
         ORDER BY number, neighbour LIMIT ?`,
        tenant,
        low,
        high,
        limit,
      ).map(readLink),
    isolated: async (tenant, after, limit) =>
      all(
        'SELECT * FROM identifiers WHERE tenant = ? AND number > ? AND isolation IS NOT NULL ORDER BY number LIMIT ?',
        tenant,
        after,
        limit,
      ).map(readIdentifier),
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

const writesOf = ({ run }: Statements): IdentityWrites => ({
  saveIdentityState: ({ lastNumber, lastDecision, rules }) =>
    run(
      'UPDATE identity_state SET last_number = ?, last_decision = ?, rules = ?',
      lastNumber,
      lastDecision,
      rules ?? null,
    ),
  saveIdentifier: (row) =>
    run(
      `INSERT OR REPLACE INTO identifiers (number, anchor, tenant, namespace, generation, sealed, first_seen_ms, person,
         isolation, degrees, tuples) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      row.number,
      row.anchor,
      row.tenant,
      row.namespace,
      row.generation,
      row.sealed ?? null,
      row.firstSeenMs,
      row.person,
      row.isolation ?? null,
      JSON.stringify(row.degrees),
      JSON.stringify(row.tuples),
    ),
  updateIdentifier: ({ number, firstSeenMs, person, isolation, degrees, tuples }) =>
    run(
      'UPDATE identifiers SET first_seen_ms = ?, person = ?, isolation = ?, degrees = ?, tuples = ? WHERE number = ?',
      firstSeenMs,
      person,
      isolation ?? null,
      JSON.stringify(degrees),
      JSON.stringify(tuples),
      number,
    ),
  saveLink(tenant, { low, high, lowNamespace, highNamespace, evidence, refused }) {
    const sql = `INSERT OR REPLACE INTO links (number, namespace, neighbour, own_namespace, tenant, time_ms, source, id, refused)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
    const { timeMs, source, id } = evidence;
    run(sql, low, highNamespace, high, lowNamespace, tenant, timeMs, source, id, refused ?? null);
    run(sql, high, lowNamespace, low, highNamespace, tenant, null, null, null, null);
  },
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
  removeIdentifier(number, anchor) {
    run(
      `DELETE FROM links WHERE (number, namespace, neighbour) IN
         (SELECT neighbour, own_namespace, number FROM links WHERE number = ?)`,
      number,
    );
    run('DELETE FROM links WHERE number = ?', number);
    run('DELETE FROM decision_anchors WHERE anchor = ?', anchor);
    run('DELETE FROM identifiers WHERE number = ?', number);
  },
});

const readMember = (row: SqlRow): MemberRow => ({
  number: row.number as number,
  anchor: row.anchor as AnchorId,
  tenant: row.tenant as string,
  namespace: row.namespace as string,
  generation: row.generation as number,
  sealed: row.sealed instanceof Uint8Array ? row.sealed : undefined,
  firstSeenMs: row.first_seen_ms as number,
  person: row.person as number,
  isolation: (row.isolation as Isolation | null) ?? undefined,
});

const readIdentifier = (row: SqlRow): IdentifierRow => ({
  ...readMember(row),
  degrees: JSON.parse(row.degrees as string),
  tuples: JSON.parse(row.tuples as string),
});

const readLink = (row: SqlRow): LinkRow => ({
  low: row.low as number,
  high: row.high as number,
  lowNamespace: row.low_namespace as string,
  highNamespace: row.high_namespace as string,
  evidence: { timeMs: row.time_ms as number, source: row.source as string, id: row.id as string },
  refused: (row.refused as string | null) ?? undefined,
});
