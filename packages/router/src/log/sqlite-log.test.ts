import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventLog } from '@touchline/core';
import { type EventLogHarness, failSqliteWrites, manualClock, testEventLog } from '@touchline/testing';
import { afterAll, describe, test } from 'vitest';
import type { LocalEventLog } from './local-log.ts';
import { createSqliteLog, type SqliteLogOptions } from './sqlite-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchline-log-'));
let files = 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const harnessOf = (writer: NonNullable<SqliteLogOptions['writer']>) => (): EventLogHarness => {
  const clock = manualClock();
  files += 1;
  const path = join(folder, `${files}.db`);
  let log: LocalEventLog | undefined;
  return {
    clock,
    async open(): Promise<EventLog> {
      log = createSqliteLog({ path, clock, durability: 'process-crash', writer });
      return log;
    },
    async crash() {
      log?.abandon();
    },
    failWrites: (failing) => failSqliteWrites(path, failing),
    async dispose() {
      log?.abandon();
    },
  };
};

for (const writer of ['inline', 'thread'] as const)
  describe(`SQLite log, written by ${writer === 'inline' ? 'the thread it is used on' : 'a thread of its own'}`, () => {
    testEventLog(harnessOf(writer), { test });
  });
