import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { TouchlineError } from '@touchline/core';
import { checkSqliteLogOptions } from './check-log-options.ts';
import { createLocalLog, type LocalEventLog, type LocalLogOptions } from './local-log.ts';
import { connect, type Durability, limitFile, setUp } from './sqlite-connection.ts';
import { explainSqliteError } from './sqlite-errors.ts';
import { lockFile } from './sqlite-lock.ts';
import { migrate } from './sqlite-schema.ts';
import { SqliteStorage } from './sqlite-storage.ts';

/** How a SQLite log is made. */
export interface SqliteLogOptions extends LocalLogOptions {
  /** The file; it and its folder are made when they do not exist. */
  readonly path: string;
  /**
   * What an acknowledged event survives: the loss of power (every transaction is synced to the disk), or only the
   * death of the process (faster). Default `power-loss`.
   */
  readonly durability?: Durability;
  /** The file does not grow beyond this; then appends fail with `log.full`. Default: no bound but the disk. */
  readonly maxFileBytes?: number;
  /**
   * Who writes what is appended: a `thread` of its own, so that this one does not wait for the disk, or this thread,
   * `inline`. Default `auto`: inline at first, a thread once a few hundred events were appended.
   */
  readonly writer?: 'auto' | 'thread' | 'inline';
}

/**
 * An event log in one SQLite file. One process has it at a time; when that dies, by whatever means, the next can open
 * it at once.
 *
 * @throws TouchlineError `config.invalid` for options that cannot be, `log.locked` when another process has the file open,
 * `log.newer_version`, `log.corrupt`, or `log.failed` when the file cannot be opened.
 */
export const createSqliteLog = (given: SqliteLogOptions): LocalEventLog => {
  checkSqliteLogOptions(given);
  const { path, durability = 'power-loss', maxFileBytes, writer = 'auto', ...options } = given;
  const settings = { path, durability, maxFileBytes };
  let unlock = (): void => {};
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const isInMemory = path === ':memory:' || path === '';
    if (!isInMemory) unlock = lockFile(path);
    database = connect(path);
    setUp(database, durability);
    migrate(database);
    limitFile(database, maxFileBytes);
    const storage = new SqliteStorage({
      database,
      thread: writer === 'inline' || isInMemory ? undefined : settings,
      threadAfterEvents: writer === 'thread' ? 0 : threadAfterEvents,
      unlock,
    });
    return createLocalLog(storage, options);
  } catch (error) {
    database?.close();
    unlock();
    throw sentence(error, path);
  }
};

/** Who appends fewer events than that in all its life is not worth a thread. */
const threadAfterEvents = 200;

const sentence = (error: unknown, path: string): TouchlineError => {
  const { code, message, cause } = explainSqliteError(error);
  const advice =
    code === 'log.locked' ? ' One SQLite file serves one process; stop the other one first.' : '';
  return new TouchlineError(code, `${message} The file is ${path}.${advice}`, { cause });
};
