import { checkMemoryLogOptions } from './check-log-options.ts';
import { createLocalLog, type LocalEventLog, type LocalLogOptions } from './local-log.ts';
import { MemoryStorage } from './memory-storage.ts';

/** Where a memory log keeps what would be on disk otherwise; opaque. */
export type MemoryLogStorage = MemoryStorage;

/** How a memory log is made. */
export interface MemoryLogOptions extends LocalLogOptions {
  /** Opens a log over what an earlier one left; for tests and simulations. Default: a new, empty storage. */
  readonly storage?: MemoryLogStorage;
}

/** An empty storage for {@link createMemoryLog}. */
export const createMemoryStorage = (): MemoryLogStorage => new MemoryStorage();

/**
 * An event log in memory: everything the SQLite log does, except that it ends with the process. It holds on to the
 * events it is given, so they must not be changed afterwards.
 *
 * @throws TouchlineError `config.invalid` for options that cannot be; `log.locked` when another log is open over the same
 * storage.
 */
export const createMemoryLog = (given: MemoryLogOptions = {}): LocalEventLog => {
  checkMemoryLogOptions(given);
  const { storage = createMemoryStorage(), ...options } = given;
  return createLocalLog(storage, options);
};
