import { close, fdatasync, open } from 'node:fs';
import { promisify } from 'node:util';

/** Makes what was committed durable, beside the event loop. */
export interface WalSync {
  /** Resolves once everything that was committed before the call is on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Syncs the write-ahead log of a SQLite file. With `synchronous = NORMAL` SQLite itself syncs the log only before it moves its content
 * into the file; a transaction is durable once the log is synced after it, which is all that `FULL` does besides, but while everybody waits.
 *
 * @see https://www.sqlite.org/pragma.html#pragma_synchronous
 * @param path of the database file.
 */
export const createWalSync = (path: string): WalSync => {
  let file: Promise<number> | undefined;
  return {
    async sync() {
      file ??= promisify(open)(`${path}-wal`, 'r+');
      await promisify(fdatasync)(await file);
    },
    async close() {
      if (file) await promisify(close)(await file);
      file = undefined;
    },
  };
};
