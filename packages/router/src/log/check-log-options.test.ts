import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createMemoryLog, createSqliteLog } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchline-options-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'events.db');

const refused = (part: string) =>
  expect.objectContaining({ code: 'config.invalid', message: expect.stringContaining(part) });

describe('the options of a log', () => {
  test.each<[string, object, string]>([
    ['a misspelt durability', { durability: 'power_loss' }, "durability: must be 'power-loss' or"],
    ['a bound that is none', { maxFileBytes: -1 }, 'maxFileBytes: must be at least 1'],
    ['a bound that is no number', { maxFileBytes: Number.NaN }, 'maxFileBytes: must be a whole number'],
    ['a window in which nothing fits', { windowSize: 0 }, 'windowSize: must be at least 1'],
    ['a name that is not known', { durable: true }, 'durable: is not a known key'],
    ['a writer that is none', { writer: 'worker' }, "writer: must be 'auto'"],
    ['no path', { path: undefined }, 'path: must be a path'],
  ])('in SQLite are strict: %s', (_, part, sentence) => {
    expect(() => createSqliteLog({ path, ...part } as never)).toThrow(refused(sentence));
  });

  test('in memory are strict', () => {
    expect(() => createMemoryLog({ windowsSize: 5 } as never)).toThrow(
      refused('windowsSize: is not a known key'),
    );
    expect(() => createMemoryLog({ checkpointIntervalMs: -5 })).toThrow(
      refused('checkpointIntervalMs: must be'),
    );
  });
});

describe('a retention policy that does not say what it means', () => {
  test.each<[object]>([
    [{ maxAgeMs: -1 }],
    [{ maxEvents: Number.NaN }],
    [{ maxBytes: '5' }],
    [{ maxAge: 5 }],
  ])('drops nothing: %j', async (policy) => {
    const log = createMemoryLog();
    await expect(log.trim(policy as never)).rejects.toThrow(refused('Retention policy'));
    await log.close();
  });
});
