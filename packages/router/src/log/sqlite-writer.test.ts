import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StoredEvent, TouchlineEvent } from '@touchline/core';
import { afterAll, describe, expect, test } from 'vitest';
import type { CommitReport } from './group-commit.ts';
import { connect, setUp } from './sqlite-connection.ts';
import { createSqliteLog, type SqliteLogOptions } from './sqlite-log.ts';
import { SqliteStorage } from './sqlite-storage.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchline-writer-'));
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

const openWithThread = (options: Omit<SqliteLogOptions, 'writer'>) =>
  createSqliteLog({ durability: 'process-crash', writer: 'thread', ...options });

const storedIn = async (path: string): Promise<readonly StoredEvent[]> => {
  const log = createSqliteLog({ path, writer: 'inline' });
  const stored: StoredEvent[] = [];
  for await (const each of log.read()) stored.push(each);
  await log.close();
  return stored;
};

const bytesOf = (stored: readonly StoredEvent[]): number =>
  stored.reduce((sum, { event }) => sum + Buffer.byteLength(JSON.stringify(event)), 0);

describe('a writing thread', () => {
  test('that is still starting when its log is closed never opens the file', async () => {
    const own = mkdtempSync(join(folder, 'closed-'));
    const log = createSqliteLog({ path: join(own, 'events.db'), durability: 'process-crash' });
    const started = once(process, 'worker');
    await log.append(Array.from({ length: 2_000 }, (_, index) => eventOf(`${index}`)));
    const [thread] = await started;
    const ended = once(thread, 'exit');
    await log.close();
    rmSync(own, { recursive: true });
    await ended;
    expect(existsSync(own)).toBe(false);
  });

  test('gives positions in the order of the appends, and knows what is held, within a call, a transaction and a life', async () => {
    const path = newPath();
    const log = openWithThread({ path });
    const first = Array.from({ length: 600 }, (_, index) => log.append([eventOf(`${index}`)]));
    const again = log.append([eventOf('new'), eventOf('3'), eventOf('new'), eventOf('599')]);
    expect((await Promise.all(first)).map(([receipt]) => receipt)).toEqual(
      first.map((_, index) => ({ position: index + 1, duplicate: false })),
    );
    const receipts = [
      { position: 601, duplicate: false },
      { position: 4, duplicate: true },
      { position: 601, duplicate: true },
      { position: 600, duplicate: true },
    ];
    expect(await again).toEqual(receipts);
    expect(await log.append([eventOf('new')])).toEqual([{ position: 601, duplicate: true }]);
    const { events, bytes } = await log.stats();
    await log.close();
    const stored = await storedIn(path);
    expect(stored.map(({ position, event }) => [position, event.id])).toEqual([
      ...first.map((_, index) => [index + 1, `${index}`]),
      [601, 'new'],
    ]);
    expect({ events, bytes }).toEqual({
      events: 601,
      bytes: bytesOf(stored),
    });
  });

  test('a crash does not lose count, although the file says only now and then how far the log has come', async () => {
    const path = newPath();
    const log = openWithThread({ path });
    for (let index = 0; index < 3; index += 1)
      await log.append(Array.from({ length: 500 }, (_, number) => eventOf(`${index}-${number}`, 'ä')));
    const { bytes } = await log.stats();
    log.abandon();
    const database = connect(path);
    expect(database.prepare('SELECT last_position FROM log_state').get()).toEqual({ last_position: 1_000 });
    database.close();
    const next = openWithThread({ path });
    expect(await next.stats()).toMatchObject({ events: 1_500, lastPosition: 1_500, bytes });
    expect(await next.append([eventOf('next')])).toEqual([{ position: 1_501, duplicate: false }]);
    await next.close();
    // However often it is opened and dies, there is never much to count.
    for (let life = 0; life < 3; life += 1) {
      const short = openWithThread({ path });
      await short.append(Array.from({ length: 400 }, (_, number) => eventOf(`short-${life}-${number}`)));
      short.abandon();
    }
    const after = connect(path);
    expect(after.prepare('SELECT last_position FROM log_state').get()).toEqual({ last_position: 2_301 });
    after.close();
  });

  test('counts on from what this thread has written in between', async () => {
    const path = newPath();
    const log = openWithThread({ path });
    const appendSome = (name: string) =>
      log.append(Array.from({ length: 300 }, (_, index) => eventOf(`${name}-${index}`)));
    await appendSome('a');
    await log.trim({ maxEvents: 100 });
    await appendSome('b');
    await log.trim({ maxEvents: 0 });
    const [first] = await appendSome('c');
    expect(first).toEqual({ position: 601, duplicate: false });
    const { events, bytes } = await log.stats();
    log.abandon();
    const stored = await storedIn(path);
    expect({ events, bytes }).toEqual({
      events: stored.length,
      bytes: bytesOf(stored),
    });
    const next = openWithThread({ path });
    expect(await next.stats()).toMatchObject({ events, bytes, lastPosition: 900 });
    await next.close();
  });

  test('writes what is settled with the next append, as this thread would', async () => {
    const path = newPath();
    const commits: CommitReport[] = [];
    const log = openWithThread({
      path,
      onCommit: (report) => commits.push(report),
      checkpointIntervalMs: 60_000,
    });
    const subscription = await log.subscribe({ name: 'all', types: ['*'] });
    await log.append(['a', 'b', 'c'].map((id) => eventOf(id)));
    const [a, b] = await subscription.next(2);
    const error = { code: 'http.server_error', message: 'It failed.', disposition: 'retry' } as const;
    if (a && b)
      await Promise.all([subscription.ack([a], 'delivered'), subscription.retry(b, { atMs: 0, error })]);
    await log.append([eventOf('d')]);
    expect(commits.at(-1)).toEqual({ events: 1, operations: 1, checkpoints: 1 });
    log.abandon();
    const next = openWithThread({ path });
    const again = await next.subscribe({ name: 'all', types: ['*'] });
    expect(await again.counts()).toMatchObject({ matched: 4, delivered: 1, parked: 1, pending: 3 });
    expect((await again.next(9)).map(({ event, attempt }) => [event.id, attempt])).toEqual([
      ['b', 2],
      ['c', 1],
      ['d', 1],
    ]);
    await next.close();
  });

  test('a full disk refuses what does not fit, and the log goes on', async () => {
    const log = openWithThread({ path: newPath(), maxFileBytes: 400_000 });
    const filling = 'x'.repeat(4_000);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 300 }, (_, index) => log.append([eventOf(`${index}`, { filling })])),
    );
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused as PromiseRejectedResult[])
      expect(reason).toMatchObject({ code: 'log.full' });
    const { events } = await log.stats();
    expect(events).toBe(outcomes.length - refused.length);
    await log.trim({ maxEvents: 1 });
    expect(await log.append([eventOf('after', { filling })])).toMatchObject([{ duplicate: false }]);
    await log.close();
  });

  test('an event that finds no room leaves no gap', async () => {
    const path = newPath();
    const log = openWithThread({ path, maxFileBytes: 400_000 });
    await log.append([eventOf('a')]);
    const tooMuch = eventOf('b', { filling: 'x'.repeat(500_000) });
    await expect(log.append([eventOf('with b'), tooMuch])).rejects.toMatchObject({ code: 'log.full' });
    expect(await log.append([eventOf('c')])).toEqual([{ position: 2, duplicate: false }]);
    const { bytes } = await log.stats();
    await log.close();
    const stored = await storedIn(path);
    expect(stored.map(({ position, event }) => [position, event.id])).toEqual([
      [1, 'a'],
      [2, 'c'],
    ]);
    expect(bytes).toBe(bytesOf(stored));
  });

  test('one append that cannot be written does not take the others with it, nor change their order', async () => {
    const path = newPath();
    const log = openWithThread({ path });
    const wrong = { ...eventOf('wrong'), type: null as unknown as string };
    const outcomes = await Promise.allSettled(
      Array.from({ length: 400 }, (_, index) => log.append([index === 77 ? wrong : eventOf(`${index}`)])),
    );
    expect(outcomes.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([77]);
    expect((await log.stats()).events).toBe(399);
    await log.close();
    const ids = (await storedIn(path)).map(({ event }) => Number(event.id));
    expect(ids).toEqual([...ids].sort((one, other) => one - other));
  });

  test('closing acknowledges what is under way', async () => {
    const path = newPath();
    const log = openWithThread({ path });
    const appends = Array.from({ length: 500 }, (_, index) => log.append([eventOf(`${index}`)]));
    const [receipts] = await Promise.all([Promise.all(appends), log.close()]);
    expect(receipts).toHaveLength(500);
    expect(await storedIn(path)).toHaveLength(500);
  });

  test('a process lives until what it appended is acknowledged, and not for longer', () => {
    const script = fileURLToPath(new URL('./fixtures/append-and-end.ts', import.meta.url));
    const { stdout, status } = spawnSync(
      process.execPath,
      ['--conditions=touchline-source', '--disable-warning=ExperimentalWarning', script, newPath()],
      { encoding: 'utf8', timeout: 20_000 },
    );
    expect({ stdout, status }).toEqual({ stdout: 'position 1\n', status: 0 });
  }, 30_000);

  test('what a thread had written that ended by itself is found again', async () => {
    const path = newPath();
    await createSqliteLog({ path }).close();
    const database = connect(path);
    setUp(database, 'process-crash');
    const storage = new SqliteStorage({ database, thread: undefined, threadAfterEvents: 1, unlock() {} });
    storage.load();
    const portionOf = (ids: readonly string[]) => {
      const events = ids.map((id) => eventOf(id));
      const encoded = events.map((event) => storage.encode(event));
      return { storedAtMs: 1, events, encoded, save() {} };
    };
    const written = portionOf(['a', 'b', 'a']);
    storage.write((transaction) => {
      const { a, b } = { a: written.encoded[0], b: written.encoded[1] };
      if (a) transaction.append(1, 1, eventOf('a'), a);
      if (b) transaction.append(2, 1, eventOf('b'), b);
    });
    // A storage that had not heard of it.
    const other = new SqliteStorage({ database, thread: undefined, threadAfterEvents: 1, unlock() {} });
    expect(other.receiptsOfLost(portionOf(['c']))).toBeUndefined();
    expect(other.receiptsOfLost(written)).toEqual([
      { position: 1, duplicate: false },
      { position: 2, duplicate: false },
      { position: 1, duplicate: true },
    ]);
    expect(other.eventBytes()).toBe(storage.eventBytes());
    storage.close();
  });
});
