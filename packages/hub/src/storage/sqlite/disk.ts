import { close, fdatasync, open } from 'node:fs';
import { promisify } from 'node:util';

/** Makes durable what the system still holds in its memory, beside the event loop. */
export interface Disk {
  /** Of the write-ahead log. */
  syncLog(): Promise<void>;
  /** Of the database file. */
  syncFile(): Promise<void>;
  /**
   * To be called after the database is closed, not before: to close any handle of a file gives up all locks that the process has on it.
   *
   * @see https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_
   */
  close(): Promise<void>;
}

/** @param path of the database file. */
export const createDisk = (path: string): Disk => {
  const handles = new Map<string, Promise<number>>();
  const sync = async (name: string): Promise<void> => {
    const handle = handles.get(name) ?? promisify(open)(name, 'r+');
    handles.set(name, handle);
    await promisify(fdatasync)(await handle);
  };
  return {
    syncLog: () => sync(`${path}-wal`),
    syncFile: () => sync(path),
    async close() {
      const opened = await Promise.all(handles.values());
      handles.clear();
      await Promise.all(opened.map((handle) => promisify(close)(handle)));
    },
  };
};
