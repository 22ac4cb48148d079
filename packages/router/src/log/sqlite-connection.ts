import type { DatabaseSync } from 'node:sqlite';

// The writing thread loads this file too, so it imports nothing.

/** What an acknowledged event survives: the loss of power, or only the death of the process. */
export type Durability = 'power-loss' | 'process-crash';

/** How a connection to the file of a log is set up. */
export interface ConnectionSettings {
  readonly path: string;
  readonly durability: Durability;
  /** The file does not grow beyond this. */
  readonly maxFileBytes: number | undefined;
}

/** Opens a file; it is made when it does not exist. */
export const connect = (path: string): DatabaseSync => {
  // Loaded here, so that who never opens a SQLite log pays nothing and sees no warning.
  const sqlite = process.getBuiltinModule('node:sqlite') as typeof import('node:sqlite') & NewerNames;
  // DatabaseSync is being renamed.
  const Database = sqlite.Database ?? sqlite.DatabaseSync;
  return new Database(path);
};

interface NewerNames {
  readonly Database?: typeof DatabaseSync;
}

/** Sets up an open connection, before its first read. */
export const setUp = (database: DatabaseSync, durability: Durability): void =>
  database.exec(`
    PRAGMA page_size = 8192;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = ${durability === 'power-loss' ? 'FULL' : 'NORMAL'};
    PRAGMA cache_size = -8000;
    PRAGMA journal_size_limit = 67108864;
  `);

/** Bounds the file; the bound belongs to the connection. */
export const limitFile = (database: DatabaseSync, maxFileBytes: number | undefined): void => {
  if (maxFileBytes === undefined) return;
  const pageBytes = Number(database.prepare('PRAGMA page_size').get()?.page_size);
  database.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxFileBytes / pageBytes))}`);
};
