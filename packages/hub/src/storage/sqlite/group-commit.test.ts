import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { createDisk, type Disk } from './disk.ts';
import { GroupCommit } from './group-commit.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchline-group-commit-'));
let files = 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const opened: DatabaseSync[] = [];
afterEach(() => {
  for (const database of opened.splice(0)) if (database.isOpen) database.close();
});

const setUp = ({ untilOnDisk = true, fails = (): boolean => false } = {}) => {
  files += 1;
  const path = join(folder, `${files}.db`);
  const database = new DatabaseSync(path);
  opened.push(database);
  database.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;
    CREATE TABLE numbers (number INTEGER PRIMARY KEY); PRAGMA synchronous = OFF`);
  const real = createDisk(path);
  const syncs: string[] = [];
  let atSync = (): void => {};
  const sync = (name: 'syncLog' | 'syncFile') => async () => {
    if (fails()) throw new Error('the disk is gone');
    await real[name]();
    atSync();
    syncs.push(`${name} ${statSync(`${path}-wal`).size > 0 ? 'of a full log' : 'of an empty log'}`);
  };
  const disk: Disk = { syncLog: sync('syncLog'), syncFile: sync('syncFile'), close: real.close };
  const commits = new GroupCommit({ database, disk, untilOnDisk });
  const insert = database.prepare('INSERT INTO numbers (number) VALUES (?)');
  const add = (...numbers: readonly number[]) =>
    commits.add(
      numbers.map((number) => () => {
        insert.run(number);
      }),
    );
  /** What whoever opens the files as they are now finds. */
  const found = (): number => {
    const copy = join(folder, 'copy.db');
    for (const suffix of ['', '-wal']) copyFileSync(path + suffix, copy + suffix);
    const other = new DatabaseSync(copy);
    expect(other.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    const { count } = other.prepare('SELECT count(*) AS count FROM numbers').get() as { count: number };
    other.close();
    return count;
  };
  return {
    add,
    commits,
    syncs,
    found,
    atEachSync(run: () => void) {
      atSync = run;
    },
  };
};

describe('transactions that share a sync', () => {
  test('those of one turn of the event loop are one, and what comes while the disk is written shares the next sync', async () => {
    const { add, commits, syncs } = setUp();
    await Promise.all([add(1), add(2), add(3)]);
    expect(syncs).toHaveLength(1);
    const first = add(4);
    await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([first, add(5), add(6)]);
    expect(syncs.length).toBeLessThanOrEqual(3);
    await commits.settled();
  });

  test('one that cannot be written takes none of the others of its turn with it', async () => {
    const { add, found } = setUp();
    await add(1);
    const results = await Promise.allSettled([add(2), add(1), add(3)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(found()).toBe(3);
  });

  test('the log is emptied into the file in the one order that no loss of power can break', async () => {
    const { add, commits, syncs, found } = setUp();
    await add(1);
    await commits.settled();
    syncs.length = 0;
    await commits.emptyLog();
    expect(syncs).toEqual(['syncLog of a full log', 'syncFile of a full log', 'syncLog of an empty log']);
    expect(found()).toBe(1);
    await add(2);
    expect(found()).toBe(2);
  });

  test('at every sync the files hold at least what was acknowledged, also while a long log is emptied again and again', async () => {
    const { add, commits, syncs, found, atEachSync } = setUp();
    let acknowledged = 0;
    atEachSync(() => expect(found()).toBeGreaterThanOrEqual(acknowledged));
    for (let turn = 0; turn < 12; turn += 1) {
      const numbers = Array.from({ length: 400 }, (_, index) => turn * 400 + index);
      await Promise.all([add(...numbers.slice(0, 200)), add(...numbers.slice(200))]);
      acknowledged += 400;
    }
    await commits.settled();
    expect(syncs.filter((sync) => sync.startsWith('syncFile')).length).toBeGreaterThan(1);
    expect(found()).toBe(4_800);
  });

  test('while very much is written at once the log is emptied seldom, and soon after that', async () => {
    const { add, commits, syncs } = setUp();
    let last = 0;
    const addMany = (count: number) => add(...Array.from({ length: count }, () => ++last));
    const emptied = () => syncs.filter((sync) => sync.startsWith('syncFile')).length;
    for (let turn = 0; turn < 5; turn += 1) await addMany(1_500);
    await commits.settled();
    expect(emptied()).toBe(0);
    for (let turn = 0; turn < 2; turn += 1) await addMany(10);
    await commits.settled();
    expect(emptied()).toBe(1);
  });

  test('a disk that did not keep what it was given is trusted with nothing more', async () => {
    let isGone = false;
    const { add } = setUp({ fails: () => isGone });
    await add(1);
    isGone = true;
    const failed = { code: 'hub.storage_failed' };
    await expect(add(2)).rejects.toThrow(expect.objectContaining(failed));
    isGone = false;
    await expect(add(3)).rejects.toThrow(expect.objectContaining(failed));
  });

  test('where only the process may die, nothing waits for the disk', async () => {
    const { add, commits, syncs, found } = setUp({ untilOnDisk: false });
    await add(1);
    await add(2);
    await commits.settled();
    expect(syncs).toEqual([]);
    expect(found()).toBe(2);
  });
});
