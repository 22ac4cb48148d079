import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { TouchlineError } from '@touchline/core';
import { createLocalLog, type LocalEventLog, type LocalLogOptions } from './local-log.ts';
import { explainSqliteError } from './sqlite-errors.ts';
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
  readonly durability?: 'power-loss' | 'process-crash';
  /** The file does not grow beyond this; then appends fail with `log.full`. Default: no bound but the disk. */
  readonly maxFileBytes?: number;
}

/**
 * An event log in one SQLite file. One process has it at a time; when that dies, by whatever means, the next can open
 * it at once.
 *
 * @throws TouchlineError `log.locked` when another process has the file open, `log.newer_version`, `log.corrupt`, or
 * `log.failed` when the file cannot be opened.
 */
export const createSqliteLog = ({
  path,
  durability,
  maxFileBytes,
  ...options
}: SqliteLogOptions): LocalEventLog => {
  const database = openFile(path);
  try {
    prepare(database, durability ?? 'power-loss', maxFileBytes);
    return createLocalLog(new SqliteStorage(database), options);
  } catch (error) {
    database.close();
    throw sentence(error, path);
  }
};

const openFile = (path: string): DatabaseSync => {
  // Loaded here, so that who never opens a SQLite log pays nothing and sees no warning.
  const sqlite = process.getBuiltinModule('node:sqlite') as typeof import('node:sqlite') & NewerNames;
  // DatabaseSync is being renamed.
  const Database = sqlite.Database ?? sqlite.DatabaseSync;
  try {
    mkdirSync(dirname(path), { recursive: true });
    return new Database(path);
  } catch (cause) {
    throw new TouchlineError('log.failed', `The event log file ${path} cannot be opened.`, { cause });
  }
};

interface NewerNames {
  readonly Database?: typeof DatabaseSync;
}

const prepare = (
  database: DatabaseSync,
  durability: 'power-loss' | 'process-crash',
  maxFileBytes: number | undefined,
): void => {
  // The exclusive lock belongs to the process: the system releases it when the process dies.
  database.exec(`
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = ${durability === 'power-loss' ? 'FULL' : 'NORMAL'};
    PRAGMA cache_size = -8000;
    PRAGMA journal_size_limit = 67108864;
  `);
  migrate(database);
  if (maxFileBytes === undefined) return;
  const pageBytes = Number(database.prepare('PRAGMA page_size').get()?.page_size);
  database.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxFileBytes / pageBytes))}`);
};

const sentence = (error: unknown, path: string): TouchlineError => {
  const { code, message, cause } = explainSqliteError(error);
  const advice =
    code === 'log.locked' ? ' One SQLite file serves one process; stop the other one first.' : '';
  return new TouchlineError(code, `${message} The file is ${path}.${advice}`, { cause });
};
