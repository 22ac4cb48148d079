import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { TouchlineError } from '@touchline/core';
import type { HubStorage, HubWrites } from './hub-storage.ts';
import { noteWrites } from './noted-writes.ts';
import { sqliteAudiences } from './sqlite/audiences.ts';
import { sqliteConsents } from './sqlite/consents.ts';
import { sqliteDeliveries } from './sqlite/deliveries.ts';
import { createDisk } from './sqlite/disk.ts';
import { sqliteErasures } from './sqlite/erasures.ts';
import { GroupCommit } from './sqlite/group-commit.ts';
import { sqliteIdentities } from './sqlite/identities.ts';
import { sqliteKeys } from './sqlite/keys.ts';
import { sqliteProfiles } from './sqlite/profiles.ts';
import { sqliteRecords } from './sqlite/records.ts';
import { migrate } from './sqlite/schema.ts';
import { statementsOf } from './sqlite/statements.ts';
import { explainStorageError } from './sqlite/storage-errors.ts';
import { sqliteTimelines } from './sqlite/timelines.ts';
import { sqliteTombstones } from './sqlite/tombstones.ts';

/** How a hub's SQLite file is opened. */
export interface SqliteHubStorageOptions {
  /** The file; it and its folder are made when they do not exist. Not the file of the event log. */
  readonly path: string;
  /**
   * What a write survives: the loss of power (every transaction is synced to the disk), or only the death of the process (faster).
   * Default `power-loss`.
   */
  readonly durability?: 'power-loss' | 'process-crash';
  /** How much of the file is kept in memory, in bytes. Default 64 MiB. */
  readonly cacheBytes?: number;
}

/**
 * Keeps a hub in one SQLite file. One process has it at a time; when that dies, by whatever means, the next can open it at once.
 * What is deleted is overwritten with zeros.
 *
 * @throws TouchlineError `hub.storage_locked` when another process has the file open, `hub.storage_newer`, `hub.storage_corrupt`,
 *   or `hub.storage_failed` when the file cannot be opened.
 */
export const sqliteHubStorage = ({
  path,
  durability = 'power-loss',
  cacheBytes = 64 * 2 ** 20,
}: SqliteHubStorageOptions): HubStorage => {
  const database = openFile(path);
  try {
    prepare(database, cacheBytes);
  } catch (error) {
    database.close();
    const { code, message, cause } = explainStorageError(error);
    const advice =
      code === 'hub.storage_locked' ? ' One file serves one process; stop the other one first.' : '';
    throw new TouchlineError(code, `${message} The file is ${path}.${advice}`, { cause });
  }
  const statements = statementsOf(database);
  const keys = sqliteKeys(statements);
  const identities = sqliteIdentities(statements);
  const records = sqliteRecords(statements);
  const timelines = sqliteTimelines(statements);
  const profiles = sqliteProfiles(statements);
  const audiences = sqliteAudiences(statements);
  const consents = sqliteConsents(statements);
  const deliveries = sqliteDeliveries(statements);
  const tombstones = sqliteTombstones(statements);
  const erasures = sqliteErasures(statements);
  const writes: HubWrites = {
    ...keys.writes,
    ...identities.writes,
    ...records.writes,
    ...timelines.writes,
    ...profiles.writes,
    ...audiences.writes,
    ...consents.writes,
    ...deliveries.writes,
    ...tombstones.writes,
    ...erasures.writes,
  };
  const disk = createDisk(path);
  const commits = new GroupCommit({ database, disk, untilOnDisk: durability === 'power-loss' });
  return {
    keys: keys.reads,
    identities: identities.reads,
    records: records.reads,
    timelines: timelines.reads,
    profiles: profiles.reads,
    audiences: audiences.reads,
    consents: consents.reads,
    deliveries: deliveries.reads,
    tombstones: tombstones.reads,
    erasures: erasures.reads,
    async write(work, committed) {
      if (!database.isOpen) throw new TouchlineError('hub.closed', 'The storage of the hub is closed.');
      const noted = noteWrites(writes, work);
      if (noted.length > 0) await commits.add(noted, committed);
      else committed?.();
    },
    async scrub() {
      if (!database.isOpen) throw new TouchlineError('hub.closed', 'The storage of the hub is closed.');
      // What was overwritten in the file still stands in the log, until that is emptied.
      await commits.emptyLog();
    },
    async close() {
      if (!database.isOpen) return;
      await commits.settled();
      if (!database.isOpen) return;
      // What is left in the log goes into the file now, synced by SQLite itself.
      database.exec('PRAGMA synchronous = FULL');
      database.close();
      await disk.close();
    },
  };
};

const openFile = (path: string): DatabaseSync => {
  // Loaded here, so that who never opens a file pays nothing and sees no warning.
  const sqlite = process.getBuiltinModule('node:sqlite') as typeof import('node:sqlite') & NewerNames;
  // DatabaseSync is being renamed.
  const Database = sqlite.Database ?? sqlite.DatabaseSync;
  try {
    mkdirSync(dirname(path), { recursive: true });
    return new Database(path);
  } catch (cause) {
    throw new TouchlineError('hub.storage_failed', `The hub's file ${path} cannot be opened.`, { cause });
  }
};

interface NewerNames {
  readonly Database?: typeof DatabaseSync;
}

const prepare = (database: DatabaseSync, cacheBytes: number): void => {
  // The exclusive lock belongs to the process: the system releases it when the process dies. The file is not mapped into memory: what
  // is read of it would count as the process's, without a bound.
  database.exec(`
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = WAL;
    PRAGMA secure_delete = ON;
    PRAGMA cache_size = -${Math.ceil(cacheBytes / 1_024)};
    PRAGMA wal_autocheckpoint = 0;
  `);
  migrate(database);
  // From here on `GroupCommit` syncs, beside the event loop.
  database.exec('PRAGMA synchronous = OFF');
};
