import type { DatabaseSync } from 'node:sqlite';

/**
 * Makes every write to the tables of a SQLite file fail, or lets them succeed again: `failWrites` for the
 * {@link EventLogHarness} of a log that is a SQLite file. The file may be open elsewhere, in this process or another.
 * Each row is written before its statement fails, so that there is something to take back.
 *
 * @throws Error when the file has no tables yet, or stays locked for 5 seconds.
 *
 * @example
 *     failWrites: (failing) => failSqliteWrites(path, failing),
 */
export const failSqliteWrites = (path: string, failing: boolean): void => {
  // Loaded here, so that who never asks for it sees no warning.
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const database = new DatabaseSync(path, { timeout: 5_000 });
  try {
    const tables = namesOf(database, "type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'");
    if (tables.length === 0) throw new Error('There are no tables whose writes could fail.');
    const statements = failing
      ? tables.flatMap((table) => actions.map((action) => failingTrigger(table, action)))
      : namesOf(database, `type = 'trigger' AND name LIKE '${prefix}%'`).map(
          (name) => `DROP TRIGGER ${quoted(name)}`,
        );
    database.exec(['BEGIN IMMEDIATE', ...statements, 'COMMIT'].join(';\n'));
  } finally {
    database.close();
  }
};

const actions = ['INSERT', 'UPDATE', 'DELETE'] as const;
const prefix = 'failing writes: ';

/** https://www.sqlite.org/lang_createtrigger.html#the_raise_function */
const failingTrigger = (table: string, action: (typeof actions)[number]): string =>
  `CREATE TRIGGER IF NOT EXISTS ${quoted(`${prefix}${action} ${table}`)} AFTER ${action} ON ${quoted(table)}
   BEGIN SELECT RAISE(FAIL, 'The disk is on fire.'); END`;

const namesOf = (database: DatabaseSync, condition: string): string[] =>
  database
    .prepare(`SELECT name FROM sqlite_schema WHERE ${condition}`)
    .all()
    .map(({ name }) => String(name));

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
