import { connect } from './sqlite-connection.ts';

/**
 * Makes sure that one log has a file at a time, and answers what lets go of it. The lock is SQLite's own, on an empty file
 * beside the log: the system releases it when the process dies, by whatever means, and the log itself stays open to its
 * writing thread, and to whoever wants to look into it.
 */
export const lockFile = (path: string): (() => void) => {
  const lock = connect(`${path}-lock`);
  try {
    // Without a journal there is no second file, and nothing that a crash could leave behind.
    lock.exec('PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw error;
  }
  return () => {
    if (lock.isOpen) lock.close();
  };
};
