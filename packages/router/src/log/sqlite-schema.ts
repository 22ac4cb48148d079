import type { DatabaseSync } from 'node:sqlite';
import { TouchlineError } from '@touchline/core';

/** Marks a file as an event log: `TLlg` in ASCII. https://www.sqlite.org/pragma.html#pragma_application_id */
const applicationId = 0x544c6c67;

/**
 * Brings the file to the newest version, step by step, each in its transaction. An empty file becomes a log.
 *
 * @throws TouchlineError `log.newer_version`, or `log.corrupt` for a SQLite file that is something else.
 */
export const migrate = (database: DatabaseSync): void => {
  const version = pragma(database, 'user_version');
  if (version > steps.length)
    throw new TouchlineError(
      'log.newer_version',
      `The event log was written by version ${version} of its schema; this service knows up to ${steps.length}.`,
    );
  const isOurs = pragma(database, 'application_id') === applicationId;
  const isEmpty = database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.tables === 0;
  if (!isOurs && !isEmpty)
    throw new TouchlineError('log.corrupt', 'The file is a SQLite database, but no event log.');
  for (const [index, step] of steps.entries()) {
    if (index < version) continue;
    database.exec(
      `BEGIN IMMEDIATE; ${step}; PRAGMA user_version = ${index + 1}; PRAGMA application_id = ${applicationId}; COMMIT`,
    );
  }
};

const pragma = (database: DatabaseSync, name: 'user_version' | 'application_id'): number =>
  Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);

/** Only ever add to the end: files of every earlier version are out there. */
const steps: readonly string[] = [
  `
  CREATE TABLE events (
    position     INTEGER PRIMARY KEY,
    stored_at_ms INTEGER NOT NULL,
    type         TEXT NOT NULL,
    source       TEXT NOT NULL,
    id           TEXT NOT NULL,
    event        TEXT NOT NULL,
    UNIQUE (source, id)
  ) STRICT;

  CREATE TABLE log_state (
    only          INTEGER PRIMARY KEY CHECK (only = 1),
    last_position INTEGER NOT NULL,
    event_bytes   INTEGER NOT NULL
  ) STRICT;
  INSERT INTO log_state VALUES (1, 0, 0);

  CREATE TABLE subscriptions (
    name          TEXT PRIMARY KEY,
    types         TEXT NOT NULL,
    cursor        INTEGER NOT NULL,
    settled_above TEXT NOT NULL,
    counted_to    INTEGER NOT NULL,
    matched       INTEGER NOT NULL,
    delivered     INTEGER NOT NULL,
    skipped       INTEGER NOT NULL,
    dead          INTEGER NOT NULL,
    lost          INTEGER NOT NULL,
    retried       INTEGER NOT NULL,
    waiting       INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE parked (
    subscription     TEXT NOT NULL,
    position         INTEGER NOT NULL,
    due_at_ms        INTEGER NOT NULL,
    attempt          INTEGER NOT NULL,
    first_attempt_ms INTEGER,
    progress         INTEGER NOT NULL,
    replayed         INTEGER NOT NULL,
    partitionkey     TEXT,
    error            TEXT,
    event            TEXT NOT NULL,
    PRIMARY KEY (subscription, position)
  ) STRICT;

  CREATE TABLE dead_letters (
    sequence     INTEGER PRIMARY KEY AUTOINCREMENT,
    kind         TEXT NOT NULL,
    subscription TEXT,
    connector    TEXT,
    stage        TEXT NOT NULL,
    code         TEXT NOT NULL,
    type         TEXT,
    attempts     INTEGER NOT NULL,
    progress     INTEGER NOT NULL,
    buried_at_ms INTEGER NOT NULL,
    position     INTEGER NOT NULL,
    error        TEXT NOT NULL,
    content      TEXT NOT NULL
  ) STRICT;
  CREATE INDEX dead_letters_by_subscription ON dead_letters (subscription)`,
  `
  CREATE TABLE bookmarks (
    name TEXT PRIMARY KEY,
    text TEXT NOT NULL
  ) STRICT;

  ALTER TABLE subscriptions ADD COLUMN counted_from INTEGER NOT NULL DEFAULT 0`,
  // From here on the event of a row in `parked` is empty while `events` holds it. Older services do not know that.
  'SELECT 1',
  // What checkpoints say of the rows in `parked` comes to a journal first, and stands above the table.
  `
  CREATE TABLE parked_in_order (
    subscription     TEXT NOT NULL,
    position         INTEGER NOT NULL,
    due_at_ms        INTEGER NOT NULL,
    attempt          INTEGER NOT NULL,
    first_attempt_ms INTEGER,
    progress         INTEGER NOT NULL,
    replayed         INTEGER NOT NULL,
    partitionkey     TEXT,
    event            TEXT NOT NULL,
    PRIMARY KEY (subscription, position)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO parked_in_order SELECT subscription, position, due_at_ms, attempt, first_attempt_ms, progress, replayed,
    partitionkey, event FROM parked;
  DROP TABLE parked;
  ALTER TABLE parked_in_order RENAME TO parked;

  CREATE TABLE parked_changes (
    sequence INTEGER PRIMARY KEY,
    changes  TEXT NOT NULL
  ) STRICT`,
  // From here on `log_state` may lag behind the events. Older services do not know that.
  'SELECT 1',
];

/** The newest version of the schema. */
export const schemaVersion = steps.length;
