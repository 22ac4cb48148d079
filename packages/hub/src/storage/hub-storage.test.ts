import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { memoryHubStorage } from './memory-hub-storage.ts';
import { sqliteHubStorage } from './sqlite-hub-storage.ts';
import type { HubStorageHarness } from './suite/hub-storage-promise.ts';
import { hubStoragePromises } from './suite/hub-storage-promises.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchline-hub-'));
let files = 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const harnesses: Readonly<Record<string, () => HubStorageHarness>> = {
  memory: () => {
    const storage = memoryHubStorage();
    return { storage, dispose: () => storage.close() };
  },
  SQLite: () => {
    files += 1;
    const path = join(folder, `${files}.db`);
    let storage = sqliteHubStorage({ path, durability: 'process-crash' });
    return {
      storage,
      async reopen() {
        await storage.close();
        storage = sqliteHubStorage({ path, durability: 'process-crash' });
        return storage;
      },
      dispose: () => storage.close(),
    };
  },
};

test('each promise of a storage has a name of its own', () => {
  expect(new Set(hubStoragePromises.map(({ name }) => name)).size).toBe(hubStoragePromises.length);
});

describe.each(Object.entries(harnesses))('storage of a hub: %s', (_, createHarness) => {
  for (const { name, run } of hubStoragePromises)
    test(name, async () => {
      const harness = createHarness();
      await run(harness).finally(() => harness.dispose());
    });
});
