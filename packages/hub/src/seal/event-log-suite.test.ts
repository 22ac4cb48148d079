import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventLog } from '@touchline/core';
import { createMemoryLog, createMemoryStorage, createSqliteLog, type LocalEventLog } from '@touchline/router';
import { type EventLogHarness, failSqliteWrites, manualClock, testEventLog } from '@touchline/testing';
import { afterAll, describe, test } from 'vitest';
import { memoryHubStorage } from '../storage/memory-hub-storage.ts';
import { sealOver } from './fixtures/seal-over.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchline-sealed-log-'));
let files = 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const harness = (
  openLog: (clock: EventLogHarness['clock']) => LocalEventLog,
  failWrites: (failing: boolean) => void,
): EventLogHarness => {
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
    failWrites,
    async dispose() {
      log?.abandon();
    },
  };
};

describe('a sealed log keeps every promise of a log, over the memory log', () => {
  testEventLog(
    () => {
      const storage = createMemoryStorage();
      const write = storage.write.bind(storage);
      return harness(
        (clock) => createMemoryLog({ storage, clock }),
        (failing) => {
          storage.write = (work) =>
            write((transaction) => {
              work(transaction);
              if (failing) throw new Error('The disk is on fire.');
            });
        },
      );
    },
    { test },
  );
});

describe('a sealed log keeps every promise of a log, over the SQLite log', () => {
  testEventLog(
    () => {
      files += 1;
      const path = join(folder, `${files}.db`);
      return harness(
        (clock) => createSqliteLog({ path, clock, durability: 'process-crash' }),
        (failing) => failSqliteWrites(path, failing),
      );
    },
    { test },
  );
});
