import type { HubStorage } from '../hub-storage.ts';

/** What the suite needs of a storage under test: a new, empty one for every promise. */
export interface HubStorageHarness {
  readonly storage: HubStorage;
  /** Closes the storage and opens what it left. Absent where nothing outlives the process. */
  reopen?(): Promise<HubStorage>;
  /** Lets go of everything. */
  dispose(): Promise<void>;
}

/** One promise that every storage of a hub keeps. */
export interface HubStoragePromise {
  /** A sentence. */
  readonly name: string;
  /** Rejects with an AssertionError when the storage does not keep it. */
  run(harness: HubStorageHarness): Promise<void>;
}

/** The storage after a restart, where it outlives one; else as it is. */
export const afterRestart = async ({ storage, reopen }: HubStorageHarness): Promise<HubStorage> =>
  (await reopen?.()) ?? storage;
