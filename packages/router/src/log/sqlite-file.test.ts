import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import type { TouchlineEvent } from '@touchline/core';
import { manualClock } from '@touchline/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { versionOneEvents, writeVersionOneFile } from './fixtures/version-1-file.ts';
import type { CommitReport } from './group-commit.ts';
import { createSqliteLog } from './sqlite-log.ts';
import { schemaVersion } from './sqlite-schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchline-sqlite-'));
let files = 0;
const newPath = (): string => {
  files += 1;
  return join(folder, `${files}.db`);
};
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const eventOf = (id: string, data: unknown = {}): TouchlineEvent => ({
  specversion: '1.0',
  id,
  source: '/tests',
  type: 'payment.succeeded',
  time: '2026-01-01T00:00:00Z',
  datacontenttype: 'application/json',
  data,
});

const failed = { code: 'http.server_error', message: 'It failed.', disposition: 'retry' } as const;

/** Another process that opens the log and appends without end, telling each event that was acknowledged. */
const startWriter = (path: string, prefix: string) => {
  const script = fileURLToPath(new URL('./fixtures/append-for-ever.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=touchline-source', script, path, prefix], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const acknowledged: string[] = [];
  const waiting: { readonly count: number; readonly tell: () => void }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    acknowledged.push(line);
    if (waiting[0] && acknowledged.length >= waiting[0].count) waiting.shift()?.tell();
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  return {
    acknowledged,
    afterLines: (count: number) => new Promise<void>((tell) => waiting.push({ count, tell })),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
};

describe('SQLite file', () => {
  test('what was acknowledged before SIGKILL is there afterwards, and the file can be opened at once', async () => {
    const path = newPath();
    const acknowledged: string[] = [];
    for (let run = 0; run < 4; run += 1) {
      const writer = startWriter(path, `run-${run}`);
      await writer.afterLines(20 + run * 30);
      await writer.kill();
      acknowledged.push(...writer.acknowledged);
    }
    const log = createSqliteLog({ path });
    const held = new Set<string>();
    for await (const { event } of log.read()) held.add(event.id);
    expect(acknowledged.filter((id) => !held.has(id))).toEqual([]);
    expect((await log.stats()).events).toBe(held.size);
    await log.close();
  }, 30_000);

  test('a second process on the same file gets a clear error, and can open it once the first is dead', async () => {
    const path = newPath();
    const writer = startWriter(path, 'first');
    await writer.afterLines(1);
    expect(() => createSqliteLog({ path })).toThrow(
      expect.objectContaining({ code: 'log.locked', message: expect.stringContaining('serves one process') }),
    );
    await writer.kill();
    await createSqliteLog({ path }).close();
  }, 30_000);

  test('a second log of the same process on the same file is refused too', async () => {
    const path = newPath();
    const log = createSqliteLog({ path });
    expect(() => createSqliteLog({ path })).toThrow(expect.objectContaining({ code: 'log.locked' }));
    await log.append([eventOf('still works')]);
    await log.close();
    await createSqliteLog({ path }).close();
  });

  test('a file that is no SQLite file is refused as corrupt and left as it is', () => {
    const path = newPath();
    writeFileSync(
      path,
      'This is a text file that is longer than the header of a SQLite file, which is 100 bytes long.....',
    );
    expect(() => createSqliteLog({ path })).toThrow(expect.objectContaining({ code: 'log.corrupt' }));
  });

  test('a SQLite file that is something else is refused', () => {
    const path = newPath();
    const database = new DatabaseSync(path);
    database.exec('CREATE TABLE bookmarks (url TEXT)');
    database.close();
    expect(() => createSqliteLog({ path })).toThrow(
      expect.objectContaining({ code: 'log.corrupt', message: expect.stringContaining('no event log') }),
    );
  });

  test('a damaged page is reported as corruption when it is read', async () => {
    const path = newPath();
    const log = createSqliteLog({ path });
    await log.append(
      Array.from({ length: 2_000 }, (_, index) => eventOf(`${index}`, { filling: 'x'.repeat(300) })),
    );
    await log.close();
    const bytes = readFileSync(path);
    bytes.fill(0xff, 300_000, 500_000);
    writeFileSync(path, bytes);
    const damaged = createSqliteLog({ path });
    const readAll = async (): Promise<void> => {
      for await (const stored of damaged.read()) expect(stored.position).toBeGreaterThan(0);
    };
    await expect(readAll()).rejects.toThrow(expect.objectContaining({ code: 'log.corrupt' }));
    damaged.abandon();
  });

  test('a file of a newer version is refused', async () => {
    const path = newPath();
    await createSqliteLog({ path }).close();
    const database = new DatabaseSync(path);
    database.exec(`PRAGMA user_version = ${schemaVersion + 1}`);
    database.close();
    expect(() => createSqliteLog({ path })).toThrow(expect.objectContaining({ code: 'log.newer_version' }));
  });

  test('a file of the third version is taken along, whose parked rows left their events in the log', async () => {
    const path = newPath();
    writeVersionOneFile(path);
    const database = new DatabaseSync(path);
    database.exec(`
      CREATE TABLE bookmarks (name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;
      ALTER TABLE subscriptions ADD COLUMN counted_from INTEGER NOT NULL DEFAULT 0;
      UPDATE parked SET event = '', partitionkey = 'coats';
      PRAGMA user_version = 3;
    `);
    database.close();

    const log = createSqliteLog({ path });
    const warehouse = await log.subscribe({ name: 'warehouse', types: ['*'], order: 'partition' });
    expect(await warehouse.counts()).toMatchObject({
      matched: 6,
      delivered: 2,
      dead: 1,
      pending: 3,
      parked: 1,
    });
    const leases = await warehouse.next(9);
    expect(leases.map(({ event, attempt }) => [event, attempt])).toEqual([
      [versionOneEvents[1], 3],
      [versionOneEvents[3], 1],
      [versionOneEvents[5], 1],
    ]);
    await log.close();
  });

  test('opens although it cannot put its parked deliveries in their places, and has them all', async () => {
    const path = newPath();
    const first = createSqliteLog({ path });
    const subscription = await first.subscribe({ name: 'all', types: ['*'] });
    await first.append(['1', '2', '3'].map((id) => eventOf(id)));
    for (const lease of await subscription.next(3))
      await subscription.retry(lease, { atMs: 0, error: failed });
    await first.close();
    const database = new DatabaseSync(path);
    database.exec(`CREATE TRIGGER refuse BEFORE INSERT ON parked BEGIN SELECT RAISE(ABORT, 'no'); END`);
    database.close();

    const log = createSqliteLog({ path });
    const again = await log.subscribe({ name: 'all', types: ['*'] });
    const leases = await again.next(9);
    expect(leases.map(({ event, attempt }) => [event.id, attempt])).toEqual([
      ['1', 2],
      ['2', 2],
      ['3', 2],
    ]);
    await again.ack(leases, 'delivered');
    await log.close();
    const settled = createSqliteLog({ path });
    expect(await (await settled.subscribe({ name: 'all', types: ['*'] })).counts()).toMatchObject({
      delivered: 3,
      pending: 0,
    });
    await settled.close();
  });

  test('a subscription that was forgotten leaves no parked delivery to one of the same name', async () => {
    const path = newPath();
    const log = createSqliteLog({ path });
    const before = await log.subscribe({ name: 'all', types: ['*'] });
    await log.append(['1', '2'].map((id) => eventOf(id)));
    for (const lease of await before.next(2)) await before.retry(lease, { atMs: 0, error: failed });
    await log.append([eventOf('3')]);
    await before.close();
    await log.unsubscribe('all');
    const after = await log.subscribe({ name: 'all', types: ['*'], start: 'beginning' });
    expect(await after.counts()).toMatchObject({ matched: 3, pending: 3, parked: 0 });
    const [one, ...others] = await after.next(9);
    if (one) await after.retry(one, { atMs: 0, error: failed });
    await after.ack(others, 'delivered');
    await log.close();

    const reopened = createSqliteLog({ path });
    const again = await reopened.subscribe({ name: 'all', types: ['*'] });
    expect(await again.counts()).toMatchObject({ matched: 3, delivered: 2, pending: 1, parked: 1 });
    expect((await again.next(9)).map(({ event, attempt }) => [event.id, attempt])).toEqual([['1', 2]]);
    await reopened.close();
  });

  for (const writer of ['inline', 'thread'] as const)
    test(`does not grow with the retries of what is parked, and knows of each after a crash (${writer})`, async () => {
      const path = newPath();
      const clock = manualClock();
      const log = createSqliteLog({ path, clock, writer, durability: 'process-crash' });
      const subscription = await log.subscribe({ name: 'down', types: ['payment.succeeded'] });
      const parked = 1_000;
      await log.append(Array.from({ length: parked }, (_, index) => eventOf(`${index}`)));
      const retryAll = async (): Promise<void> => {
        for (const lease of await subscription.next(parked))
          await subscription.retry(lease, {
            atMs: clock.now() + 1_000,
            error: failed,
            progress: lease.attempt,
          });
        await log.append([{ ...eventOf(`at ${clock.now()}`), type: 'profile.updated' }]);
        await clock.advance(1_000);
      };
      const journal = new DatabaseSync(path);
      const measure = journal.prepare(
        'SELECT coalesce(sum(length(changes)), 0) AS characters FROM parked_changes',
      );
      const measured: number[] = [];
      const rounds = 60;
      for (let round = 0; round < rounds; round += 1) {
        await retryAll();
        measured.push(Number(measure.get()?.characters));
      }
      journal.close();
      // It was folded on the way, more than once.
      expect(
        measured.filter((characters, round) => characters < (measured[round - 1] ?? 0)).length,
      ).toBeGreaterThan(1);
      expect(Math.max(...measured)).toBeLessThan(2_000_000);
      log.abandon();

      const reopened = createSqliteLog({ path, clock });
      const again = await reopened.subscribe({ name: 'down', types: ['payment.succeeded'] });
      const leases = await again.next(parked + 1);
      expect(leases.map(({ position, attempt, progress }) => [position, attempt, progress])).toEqual(
        Array.from({ length: parked }, (_, index) => [index + 1, rounds + 1, rounds]),
      );
      await reopened.close();
    });

  test('a parked delivery outlives the retention of its event', async () => {
    const path = newPath();
    const first = createSqliteLog({ path });
    const subscription = await first.subscribe({ name: 'all', types: ['*'] });
    await first.append(['1', '2', '3', '4'].map((id) => eventOf(id, { number: id })));
    const [one, two, three, four] = await subscription.next(4);
    if (one) await subscription.retry(one, { atMs: 0, error: failed });
    await first.append([eventOf('5')]);
    // Its row is not written yet when its event is dropped, and that of the next is written in the same transaction.
    if (two) await subscription.retry(two, { atMs: 0, error: failed });
    if (three && four) await subscription.ack([three, four], 'delivered');
    expect(await first.trim({ maxEvents: 1 })).toEqual({ dropped: 4, lost: {} });
    first.abandon();

    const log = createSqliteLog({ path });
    const again = await log.subscribe({ name: 'all', types: ['*'] });
    expect((await again.next(9)).map(({ event }) => [event.id, event.data])).toEqual([
      ['1', { number: '1' }],
      ['2', { number: '2' }],
      ['5', {}],
    ]);
    await log.close();
  });

  test('a path that cannot be opened is told', () => {
    const file = newPath();
    writeFileSync(file, '');
    expect(() => createSqliteLog({ path: join(file, 'log.db') })).toThrow(
      expect.objectContaining({ code: 'log.failed', message: expect.stringContaining('log.db') }),
    );
  });

  test('a full disk refuses the append whole, loses nothing, and the log goes on when space returns', async () => {
    const path = newPath();
    const small = createSqliteLog({ path, maxFileBytes: 400_000 });
    const subscription = await small.subscribe({ name: 'all', types: ['*'] });
    const filling = 'x'.repeat(4_000);
    let held = 0;
    const fill = async (): Promise<void> => {
      for (; ; held += 2)
        await small.append([eventOf(`${held}`, { filling }), eventOf(`${held + 1}`, { filling })]);
    };
    await expect(fill()).rejects.toThrow(expect.objectContaining({ code: 'log.full' }));
    expect(held).toBeGreaterThan(20);
    const bytes = Buffer.byteLength(JSON.stringify(eventOf('10', { filling })));
    // The ids up to 9 are one digit shorter.
    expect(await small.stats()).toMatchObject({ events: held, bytes: held * bytes - 10 });
    const [failing, ...first] = await subscription.next(1_000);
    if (failing) await subscription.retry(failing, { atMs: 0, error: failed });
    await subscription.ack(first, 'delivered');
    expect((await small.trim({ maxEvents: 10 })).dropped).toBe(held - 10);
    const [receipt] = await small.append([eventOf('after', { filling })]);
    expect(receipt).toEqual({ position: held + 1, duplicate: false });
    const last = await subscription.next(1_000);
    expect(last.map(({ event, attempt }) => [event.id, attempt])).toEqual([
      ['0', 2],
      ['after', 1],
    ]);
    await subscription.ack(last, 'delivered');
    expect(await subscription.counts()).toMatchObject({ matched: held + 1, delivered: held + 1, pending: 0 });
    await small.close();
    const reopened = createSqliteLog({ path });
    expect((await reopened.stats()).events).toBe(11);
    await reopened.close();
  });

  test('appends of one turn of the event loop share a transaction', async () => {
    const commits: CommitReport[] = [];
    const log = createSqliteLog({ path: newPath(), onCommit: (report) => commits.push(report) });
    await Promise.all(Array.from({ length: 500 }, (_, index) => log.append([eventOf(`${index}`)])));
    expect(commits).toEqual([{ events: 500, operations: 500, checkpoints: 0 }]);
    await log.close();
  });

  test('one append that cannot be written does not take the others of its transaction with it', async () => {
    const log = createSqliteLog({ path: newPath() });
    const wrong = { ...eventOf('wrong'), type: null as unknown as string };
    const [good, bad] = await Promise.allSettled([log.append([eventOf('good')]), log.append([wrong])]);
    expect(good).toMatchObject({ status: 'fulfilled', value: [{ position: 1, duplicate: false }] });
    expect(bad).toMatchObject({ status: 'rejected', reason: { code: 'log.failed' } });
    const bytes = Buffer.byteLength(JSON.stringify(eventOf('good')));
    expect(await log.stats()).toMatchObject({ events: 1, bytes });
    await log.close();
  });

  test('an event that has no JSON is refused, and nothing of its call is held', async () => {
    const log = createSqliteLog({ path: newPath() });
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;
    await expect(log.append([eventOf('good'), eventOf('cyclic', cyclic)])).rejects.toThrow(
      expect.objectContaining({ code: 'event.invalid' }),
    );
    await expect(log.append([eventOf('big', 1n)])).rejects.toThrow(
      expect.objectContaining({ code: 'event.invalid' }),
    );
    expect((await log.stats()).events).toBe(0);
    await log.close();
  });
});
