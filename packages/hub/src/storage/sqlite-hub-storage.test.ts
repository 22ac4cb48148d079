import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, test } from 'vitest';
import type { KeyRow } from '../vault/key-storage.ts';
import { sqliteHubStorage } from './sqlite-hub-storage.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchline-hub-file-'));
let files = 0;
const newPath = (): string => {
  files += 1;
  return join(folder, 'deeper', `${files}.db`);
};
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const anchor = 'prs_AAAAAAAAAAAAAAAAAAAAAA';
const key = { anchor, generation: 1, wrapped: new Uint8Array([1]) } as const;

describe("a hub's SQLite file", () => {
  test('serves one at a time, says so, and serves the next once the first is closed', async () => {
    const path = newPath();
    const first = sqliteHubStorage({ path });
    await first.write((writes) => writes.addKey(key));
    expect(() => sqliteHubStorage({ path })).toThrow(
      expect.objectContaining({
        code: 'hub.storage_locked',
        message: expect.stringContaining('One file serves one process'),
      }),
    );
    await first.close();
    const second = sqliteHubStorage({ path });
    expect((await second.keys.newest([anchor])).size).toBe(1);
    await second.close();
  });

  test('holds what was written before the process was killed', async () => {
    const path = newPath();
    const module = new URL('./sqlite-hub-storage.ts', import.meta.url).href;
    const script = `
      const { sqliteHubStorage } = await import(${JSON.stringify(module)});
      const storage = sqliteHubStorage({ path: ${JSON.stringify(path)} });
      await storage.write((writes) => writes.addKey({ anchor: '${anchor}', generation: 1, wrapped: new Uint8Array([1]) }));
      process.kill(process.pid, 'SIGKILL');`;
    const { signal } = spawnSync(process.execPath, [
      '--conditions=touchline-source',
      '--input-type=module',
      '-e',
      script,
    ]);
    expect(signal).toBe('SIGKILL');
    const storage = sqliteHubStorage({ path });
    expect((await storage.keys.newest([anchor])).get(anchor)).toMatchObject({ generation: 1 });
    await storage.close();
  });

  test('that is no SQLite file, or is the file of something else, is refused and left alone', async () => {
    const text = join(folder, 'text.db');
    writeFileSync(text, 'not a database '.repeat(1_000));
    expect(() => sqliteHubStorage({ path: text })).toThrow(
      expect.objectContaining({ code: 'hub.storage_corrupt', message: expect.stringContaining(text) }),
    );
    const foreign = join(folder, 'foreign.db');
    const database = new DatabaseSync(foreign);
    database.exec('CREATE TABLE theirs (id INTEGER)');
    database.close();
    expect(() => sqliteHubStorage({ path: foreign })).toThrow(
      expect.objectContaining({ code: 'hub.storage_corrupt', message: expect.stringContaining("no hub's") }),
    );
  });

  test('of a newer version is refused, with both versions named', () => {
    const path = join(folder, 'newer.db');
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(() => sqliteHubStorage({ path })).toThrow(
      expect.objectContaining({ code: 'hub.storage_newer', message: expect.stringContaining('version 99') }),
    );
  });

  test('overwrites what is destroyed wherever it ever stood, once it is scrubbed: among thousands of keys, after thousands of destructions', async () => {
    const path = newPath();
    const storage = sqliteHubStorage({ path, durability: 'process-crash' });
    const keyOf = (index: number) => ({
      anchor: `prs_${createHash('sha256').update(`${index}`).digest('base64url').slice(0, 22)}` as const,
      generation: 1,
      wrapped: createHash('sha512').update(`key ${index}`).digest(),
    });
    const all = Array.from({ length: 3_000 }, (_, index) => keyOf(index));
    for (let from = 0; from < all.length; from += 100)
      await storage.write((writes) => {
        for (const each of all.slice(from, from + 100)) writes.addKey(each);
      });
    const doomed = all.filter((_, index) => index % 7 !== 0);
    for (let from = 0; from < doomed.length; from += 50) {
      await storage.write((writes) => {
        for (const each of doomed.slice(from, from + 50)) writes.destroyKeys(each.anchor);
      });
      if (from % 500 === 0) await storage.scrub();
    }
    await storage.scrub();
    const bytes = Buffer.concat(
      readdirSync(dirname(path))
        .filter((name) => name.startsWith(basename(path)))
        .map((name) => readFileSync(join(dirname(path), name))),
    ).toString('latin1');
    const found = (keys: readonly KeyRow[]): number =>
      keys.filter(({ wrapped }) => bytes.includes(Buffer.from(wrapped ?? []).toString('latin1'))).length;
    expect(found(all.filter((_, index) => index % 7 === 0))).toBe(all.length - doomed.length);
    expect(found(doomed)).toBe(0);
    await storage.close();
  });

  test('overwrites what is destroyed: the bytes of a key are neither in the file nor in its WAL once it is closed', async () => {
    const path = newPath();
    const storage = sqliteHubStorage({ path });
    const secret = Buffer.from('a-key-that-nobody-else-has-on-this-disk');
    await storage.write((writes) => writes.addKey({ anchor, generation: 1, wrapped: secret }));
    await storage.write((writes) => writes.destroyKeys(anchor));
    await storage.close();
    const files = readdirSync(dirname(path)).filter((name) => name.startsWith(basename(path)));
    expect(files.length).toBeGreaterThan(0);
    for (const name of files)
      expect(readFileSync(join(dirname(path), name)).includes(secret), name).toBe(false);
  });
});
