import { TouchlineError } from '@touchline/core';
import type { HubStorage, HubWrites } from './hub-storage.ts';
import { memoryKeys } from './memory/keys.ts';
import { noteWrites } from './noted-writes.ts';

/** Keeps everything in the memory of the process: for tests, and where a hub need not outlive it. */
export const memoryHubStorage = (): HubStorage => {
  const keys = memoryKeys();
  const writes: HubWrites = { ...keys.writes };
  let isClosed = false;
  return {
    keys: keys.reads,
    async write(work) {
      if (isClosed) throw new TouchlineError('hub.closed', 'The storage of the hub is closed.');
      for (const write of noteWrites(writes, work)) write();
    },
    async close() {
      isClosed = true;
    },
  };
};
