import type { AnchorId } from '../../identity/anchor.ts';
import type {
  IdentifierRow,
  IdentityReads,
  IdentityWrites,
  Isolation,
  LinkRow,
  MemberRow,
  TupleQuestion,
} from '../../identity/identity-storage.ts';
import type { StoragePart } from '../storage-part.ts';
import { anchorHashOf } from './anchor-hash.ts';
import { type DecisionReads, type DecisionWrites, decisionTables, sqliteDecisions } from './decisions.ts';
import type { SqlRow, Statements } from './statements.ts';

/**
 * Identifiers that are met together have neighbouring numbers, so what belongs together lies together; only the index of the anchors
 * is in no order. That holds no more than it must, because a look into it at random finds what of it is in memory: 48 bits of an anchor,
 * and what most events ask, since when the newest set of identifiers that an identifier leads is known. A link stands twice, from either
 * end; its evidence once, at the lower number.
 */
export const identityTables = `
  CREATE TABLE identifiers (
    number        INTEGER PRIMARY KEY,
    anchor        TEXT NOT NULL,
    anchor_hash   INTEGER NOT NULL,
    tenant        TEXT NOT NULL,
    namespace     TEXT NOT NULL,
    generation    INTEGER NOT NULL,
    sealed        BLOB,
    first_seen_ms INTEGER NOT NULL,
    person        INTEGER NOT NULL,
    isolation     TEXT,
    degrees       TEXT NOT NULL,
    tuples        TEXT NOT NULL,
    newest_tuple  INTEGER,
    newest_since_ms INTEGER
  ) STRICT;
  CREATE INDEX identifiers_by_anchor ON identifiers (anchor_hash, newest_tuple, newest_since_ms);
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

  CREATE TABLE identity_state (
    only          INTEGER PRIMARY KEY CHECK (only = 1),
    last_number   INTEGER NOT NULL,
    last_decision INTEGER NOT NULL,
    rules         TEXT
  ) STRICT;
  INSERT INTO identity_state VALUES (1, 0, 0, NULL);

${decisionTables}`;

/** Who is who, in SQLite. */
export const sqliteIdentities = (statements: Statements): StoragePart<IdentityReads, IdentityWrites> => {
  const decisions = sqliteDecisions(statements);
  return {
    reads: { ...readsOf(statements), ...decisions.reads },
    writes: { ...writesOf(statements), ...decisions.writes },
  };
};

const readsOf = ({ get, all }: Statements): Omit<IdentityReads, keyof DecisionReads> => {
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

  return {
    async state() {
      const row = get('SELECT last_number, last_decision, rules FROM identity_state');
      return {
        lastNumber: Number(row?.last_number),
        lastDecision: Number(row?.last_decision),
        rules: typeof row?.rules === 'string' ? row.rules : undefined,
      };
    },
    async byAnchors(anchors) {
      const wanted = new Set<string>(anchors);
      return all(
        'SELECT i.* FROM json_each(?) AS asked CROSS JOIN identifiers AS i ON i.anchor_hash = asked.value',
        JSON.stringify([...new Set(anchors.map(anchorHashOf))]),
      )
        .filter(({ anchor }) => wanted.has(anchor as string))
        .map(readIdentifier);
    },
    async tuplesSince(asked) {
      const found = new Array<number | undefined>(asked.length).fill(undefined);
      const rest = new Set<number>();
      // This is answered from the index alone. What it compares, 96 bits in all, is no less than what a tuple is told by anyway.
      for (const { place, tuple, since_ms } of all(
        `SELECT asked.key AS place, i.newest_tuple AS tuple, i.newest_since_ms AS since_ms
         FROM json_each(?) AS asked CROSS JOIN identifiers AS i ON i.anchor_hash = asked.value`,
        JSON.stringify(asked.map(({ anchor }) => anchorHashOf(anchor))),
      ) as unknown as Iterable<{ place: number; tuple: number | null; since_ms: number | null }>)
        if (tuple === hashOfTuple(asked[place]?.tuple ?? '')) found[place] = since_ms ?? undefined;
        else if (tuple !== null) rest.add(place);
      for (const place of rest) {
        if (found[place] !== undefined) continue;
        const { anchor, tuple } = asked[place] as TupleQuestion;
        const row = get(
          'SELECT tuples FROM identifiers WHERE anchor_hash = ? AND anchor = ?',
          anchorHashOf(anchor),
          anchor,
        );
        found[place] = row && (JSON.parse(row.tuples as string) as Record<string, number>)[tuple];
      }
      return found;
    },
    byNumbers: async (numbers) =>
      all(
        'SELECT i.* FROM json_each(?) AS asked CROSS JOIN identifiers AS i ON i.number = asked.value',
        JSON.stringify(numbers),
      ).map(readIdentifier),
    ofPersons: async (anchors) => {
      const persons = new Set<number>();
      for (const anchor of anchors) {
        const row = get(
          "SELECT person FROM identifiers WHERE anchor_hash = ? AND anchor = ? AND namespace <> ''",
          anchorHashOf(anchor),
          anchor,
        );
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
  };
};

const writesOf = ({ run }: Statements): Omit<IdentityWrites, keyof DecisionWrites> => ({
  saveIdentityState: ({ lastNumber, lastDecision, rules }) =>
    run(
      'UPDATE identity_state SET last_number = ?, last_decision = ?, rules = ?',
      lastNumber,
      lastDecision,
      rules ?? null,
    ),
  saveIdentifier: (row) =>
    run(
      `INSERT OR REPLACE INTO identifiers (number, anchor, anchor_hash, tenant, namespace, generation, sealed, first_seen_ms,
         person, isolation, degrees, tuples, newest_tuple, newest_since_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      row.number,
      row.anchor,
      anchorHashOf(row.anchor),
      row.tenant,
      row.namespace,
      row.generation,
      row.sealed ?? null,
      row.firstSeenMs,
      row.person,
      row.isolation ?? null,
      JSON.stringify(row.degrees),
      JSON.stringify(row.tuples),
      ...newestOf(row.tuples),
    ),
  updateIdentifier: ({ number, firstSeenMs, person, isolation, degrees, tuples }) =>
    run(
      `UPDATE identifiers SET first_seen_ms = ?, person = ?, isolation = ?, degrees = ?, tuples = ?, newest_tuple = ?,
         newest_since_ms = ? WHERE number = ?`,
      firstSeenMs,
      person,
      isolation ?? null,
      JSON.stringify(degrees),
      JSON.stringify(tuples),
      ...newestOf(tuples),
      number,
    ),
  saveLink(tenant, { low, high, lowNamespace, highNamespace, evidence, refused }) {
    const sql = `INSERT OR REPLACE INTO links (number, namespace, neighbour, own_namespace, tenant, time_ms, source, id, refused)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
    const { timeMs, source, id } = evidence;
    run(sql, low, highNamespace, high, lowNamespace, tenant, timeMs, source, id, refused ?? null);
    run(sql, high, lowNamespace, low, highNamespace, tenant, null, null, null, null);
  },
  removeIdentifier(number, anchor) {
    run(
      `DELETE FROM links WHERE (number, namespace, neighbour) IN
         (SELECT neighbour, own_namespace, number FROM links WHERE number = ?)`,
      number,
    );
    run('DELETE FROM links WHERE number = ?', number);
    // It is concerned by no decision any more.
    run('DELETE FROM decision_anchors WHERE anchor = ?', anchor);
    run('DELETE FROM identifiers WHERE number = ?', number);
  },
});

/** The last one that was remembered, as the index has it. */
const newestOf = (tuples: IdentifierRow['tuples']): [tuple: number | null, sinceMs: number | null] => {
  const newest = Object.keys(tuples).at(-1);
  return newest === undefined ? [null, null] : [hashOfTuple(newest), tuples[newest] as number];
};

/** The first of its two numbers. */
const hashOfTuple = (tuple: string): number => Number.parseInt(tuple, 10);

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
