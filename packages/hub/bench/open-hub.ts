import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTombstones } from '../src/erasure/tombstones.ts';
import { IdentityIndex } from '../src/identity/identity-index.ts';
import { identityRulesOf } from '../src/identity/identity-rules.ts';
import { createHub, type HubStorage, sqliteHubStorage } from '../src/index.ts';
import { createRecorder, type Recorder } from '../src/record/recorder.ts';
import { createVault } from '../src/vault/create-vault.ts';
import { createHubKeys } from '../src/vault/hub-keys.ts';

/** The secret of hubs that live for a benchmark. */
export const secret = 'the secret of a hub that lives for a benchmark';

/**
 * A SQLite file for a hub, in a folder of its own; as one would run it: what is written survives the loss of power.
 *
 * @param fill puts something into the empty file first.
 */
export const newFile = async (fill?: (path: string) => Promise<void>) => {
  const folder = mkdtempSync(join(tmpdir(), 'touchline-hub-bench-'));
  const path = join(folder, 'hub.db');
  if (fill) {
    await sqliteHubStorage({ path }).close();
    await fill(path);
  }
  return {
    storage: sqliteHubStorage({ path }),
    bytes: () => statSync(path).size,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};

/** A whole hub. */
export const openHub = async (storage: HubStorage) => {
  const hub = createHub({ storage, secret });
  await hub.start();
  return hub;
};

/** What of a hub tells who is who, alone: events are deduplicated and identified, and nothing else is kept of them. */
export const openIdentity = async (storage: HubStorage): Promise<Recorder> => {
  const keys = createHubKeys({ storage, secret });
  const vault = createVault({ storage, keys });
  const index = new IdentityIndex({ storage, keys, vault, rules: identityRulesOf() });
  await index.open();
  return createRecorder({
    storage,
    keys,
    index,
    tombstones: createTombstones(storage.tombstones),
    parts: [],
  });
};
