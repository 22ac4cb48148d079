import type {
  AnnouncementRow,
  AudienceReads,
  AudienceReason,
  AudienceWrites,
  Cause,
  MembershipRow,
} from '../../audiences/audience-storage.ts';
import type { AnchorId } from '../../identity/anchor.ts';
import type { StoragePart } from '../storage-part.ts';
import type { SqlRow, Statements } from './statements.ts';

/** Ended memberships stay, for the count of changes that the ids of events are made of. */
export const audienceTables = `
  CREATE TABLE audience_memberships (
    person    TEXT NOT NULL,
    audience  TEXT NOT NULL,
    tenant    TEXT NOT NULL,
    is_member INTEGER NOT NULL,
    since_ms  INTEGER NOT NULL,
    changes   INTEGER NOT NULL,
    PRIMARY KEY (person, audience)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX audience_members ON audience_memberships (audience, tenant, person) WHERE is_member = 1;

  CREATE TABLE audience_changed (
    number INTEGER PRIMARY KEY,
    anchor TEXT NOT NULL UNIQUE,
    mark   TEXT NOT NULL,
    reason TEXT NOT NULL,
    cause  TEXT
  ) STRICT;

  CREATE TABLE audience_due (
    person TEXT PRIMARY KEY,
    at_ms  INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX audience_due_at ON audience_due (at_ms);

  CREATE TABLE audience_announcements (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id       TEXT NOT NULL UNIQUE,
    person   TEXT NOT NULL,
    content  TEXT NOT NULL
  ) STRICT;
  CREATE INDEX audience_announcements_of ON audience_announcements (person);

  CREATE TABLE audience_notes (
    name TEXT PRIMARY KEY,
    text TEXT NOT NULL
  ) STRICT, WITHOUT ROWID`;

/** The audiences, in SQLite. */
export const sqliteAudiences = ({
  run,
  get,
  all,
}: Statements): StoragePart<AudienceReads, AudienceWrites> => ({
  reads: {
    async memberships(people) {
      return people.flatMap((person) =>
        all('SELECT * FROM audience_memberships WHERE person = ? ORDER BY audience', person).map(
          readMembership,
        ),
      );
    },
    async members(audience, tenant, { after, limit }) {
      return all(
        `SELECT * FROM audience_memberships
         WHERE audience = ? AND tenant = ? AND person > ? AND is_member = 1 ORDER BY person LIMIT ?`,
        audience,
        tenant,
        after ?? '',
        limit,
      ).map(readMembership);
    },
    async countMembers(audience, tenant) {
      const row = get(
        'SELECT count(*) AS count FROM audience_memberships WHERE audience = ? AND tenant = ? AND is_member = 1',
        audience,
        tenant,
      );
      return Number(row?.count);
    },
    async changed(limit) {
      return all('SELECT * FROM audience_changed ORDER BY number LIMIT ?', limit).map((row) => ({
        anchor: row.anchor as AnchorId,
        mark: String(row.mark),
        reason: row.reason as AudienceReason,
        cause: row.cause === null ? undefined : (JSON.parse(String(row.cause)) as Cause),
      }));
    },
    async due(untilMs, limit) {
      return all(
        'SELECT person FROM audience_due WHERE at_ms <= ? ORDER BY at_ms LIMIT ?',
        untilMs,
        limit,
      ).map(({ person }) => person as AnchorId);
    },
    async nextDueMs() {
      const atMs = get('SELECT min(at_ms) AS at_ms FROM audience_due')?.at_ms;
      return atMs === null || atMs === undefined ? undefined : Number(atMs);
    },
    async announcements(after, limit) {
      return all(
        'SELECT sequence, content FROM audience_announcements WHERE sequence > ? ORDER BY sequence LIMIT ?',
        after,
        limit,
      ).map((row) => ({
        ...(JSON.parse(String(row.content)) as AnnouncementRow),
        sequence: Number(row.sequence),
      }));
    },
    async audienceNote(name) {
      const row = get('SELECT text FROM audience_notes WHERE name = ?', name);
      return row && String(row.text);
    },
  },
  writes: {
    markChanged: ({ anchor, mark, reason, cause }) =>
      run(
        `INSERT INTO audience_changed (anchor, mark, reason, cause) VALUES (?, ?, ?, ?)
         ON CONFLICT (anchor) DO UPDATE SET mark = excluded.mark, reason = excluded.reason, cause = excluded.cause`,
        anchor,
        mark,
        reason,
        cause ? JSON.stringify(cause) : null,
      ),
    clearChanged: (anchor, mark) =>
      run('DELETE FROM audience_changed WHERE anchor = ? AND mark = ?', anchor, mark),
    saveMembership: ({ audience, person, tenant, isMember, sinceMs, changes }) =>
      run(
        `INSERT INTO audience_memberships (person, audience, tenant, is_member, since_ms, changes) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (person, audience) DO UPDATE
         SET is_member = excluded.is_member, since_ms = excluded.since_ms, changes = excluded.changes`,
        person,
        audience,
        tenant,
        isMember ? 1 : 0,
        sinceMs,
        changes,
      ),
    setDue: (person, atMs) =>
      atMs === undefined
        ? run('DELETE FROM audience_due WHERE person = ?', person)
        : run(
            `INSERT INTO audience_due (person, at_ms) VALUES (?, ?)
             ON CONFLICT (person) DO UPDATE SET at_ms = excluded.at_ms`,
            person,
            atMs,
          ),
    announce: (row) =>
      run(
        'INSERT INTO audience_announcements (id, person, content) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING',
        row.id,
        row.person,
        JSON.stringify(row),
      ),
    removeAnnouncement: (sequence) => run('DELETE FROM audience_announcements WHERE sequence = ?', sequence),
    removeAudiences(anchor) {
      run('DELETE FROM audience_memberships WHERE person = ?', anchor);
      run('DELETE FROM audience_changed WHERE anchor = ?', anchor);
      run('DELETE FROM audience_due WHERE person = ?', anchor);
      run('DELETE FROM audience_announcements WHERE person = ?', anchor);
    },
    saveAudienceNote: (name, text) =>
      run(
        'INSERT INTO audience_notes (name, text) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET text = excluded.text',
        name,
        text,
      ),
  },
});

const readMembership = (row: SqlRow): MembershipRow => ({
  audience: String(row.audience),
  person: row.person as AnchorId,
  tenant: String(row.tenant),
  isMember: row.is_member === 1,
  sinceMs: Number(row.since_ms),
  changes: Number(row.changes),
});
