import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventLog } from '@touchline/core';
import { createMemoryLog, createMemoryStorage, createSqliteLog, type LocalEventLog } from '@touchline/router';
import { type EventLogHarness, manualClock, testEventLog } from '@touchline/testing';
import { afterAll, describe, test } from 'vitest';
import { memoryHubStorage } from '../storage/memory-hub-storage.ts';
import { sealOver } from './fixtures/seal-over.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchline-sealed-log-'));
let files = 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const harness = (openLog: (clock: EventLogHarness['clock']) => LocalEventLog): EventLogHarness => {
  const clock = manualClock();
  const storage = memoryHubStorage();
  let log: LocalEventLog | undefined;
  return {
    clock,
    async open(): Promise<EventLog> {
      log = openLog(clock);
      return sealOver(storage).seal(log);
    },
    async crash() {
      log?.abandon();
    },
    async dispose() {
      log?.abandon();
    },
  };
};

describe('a sealed log keeps every promise of a log, over the memory log', () => {
  testEventLog(
    () => {
      const storage = createMemoryStorage();
      return harness((clock) => createMemoryLog({ storage, clock }));
    },
    { test },
  );
});

describe('a sealed log keeps every promise of a log, over the SQLite log', () => {
  testEventLog(
    () => {
      files += 1;
      const path = join(folder, `${files}.db`);
      return harness((clock) => createSqliteLog({ path, clock, durability: 'process-crash' }));
    },
    { test },
  );
});
