import { TouchlineError } from '@touchline/core';
import type { HubStorage, HubWrites } from './hub-storage.ts';
import { memoryAudiences } from './memory/audiences.ts';
import { memoryConsents } from './memory/consents.ts';
import { memoryDeliveries } from './memory/deliveries.ts';
import { memoryErasures } from './memory/erasures.ts';
import { memoryIdentities } from './memory/identities.ts';
import { memoryKeys } from './memory/keys.ts';
import { memoryProfiles } from './memory/profiles.ts';
import { memoryRecords } from './memory/records.ts';
import { memoryTimelines } from './memory/timelines.ts';
import { memoryTombstones } from './memory/tombstones.ts';
import { noteWrites } from './noted-writes.ts';

/** Keeps everything in the memory of the process: for tests, and where a hub need not outlive it. */
export const memoryHubStorage = (): HubStorage => {
  const keys = memoryKeys();
  const identities = memoryIdentities();
  const records = memoryRecords();
  const timelines = memoryTimelines();
  const profiles = memoryProfiles();
  const audiences = memoryAudiences();
  const consents = memoryConsents();
  const deliveries = memoryDeliveries();
  const tombstones = memoryTombstones();
  const erasures = memoryErasures();
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
  let isClosed = false;
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
      if (isClosed) throw new TouchlineError('hub.closed', 'The storage of the hub is closed.');
      for (const write of noteWrites(writes, work)) write();
      committed?.();
    },
    async scrub() {},
    async close() {
      isClosed = true;
    },
  };
};
