import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventLog } from '@touchline/core';
import { type EventLogHarness, manualClock, testEventLog } from '@touchline/testing';
import { afterAll, describe, test } from 'vitest';
import type { LocalEventLog } from './local-log.ts';
import { createSqliteLog } from './sqlite-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchline-log-'));
let files = 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sqliteHarness = (): EventLogHarness => {
  const clock = manualClock();
  files += 1;
  const path = join(folder, `${files}.db`);
  let log: LocalEventLog | undefined;
  return {
    clock,
    async open(): Promise<EventLog> {
      log = createSqliteLog({ path, clock, durability: 'process-crash' });
      return log;
    },
    async crash() {
      log?.abandon();
    },
    async dispose() {
      log?.abandon();
    },
  };
};

describe('SQLite log', () => {
  testEventLog(sqliteHarness, { test });
});
