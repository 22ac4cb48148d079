import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { TouchlineEvent } from '@touchline/core';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { ParkedRow } from './log-storage.ts';
import { ParkedChanges } from './parked-change.ts';
import { ParkedJournal } from './parked-journal.ts';
import { connect, setUp } from './sqlite-connection.ts';
import { SqliteParked } from './sqlite-parked.ts';
import { migrate } from './sqlite-schema.ts';
import { SqliteStatements } from './sqlite-statement-cache.ts';
import { insertEvent } from './sqlite-statements.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchline-journal-'));
let files = 0;
const open = (): [log: DatabaseSync, thread: DatabaseSync] => {
  files += 1;
  const [log, thread] = [0, 1].map(() => {
    const database = connect(join(folder, `${files}.db`));
    setUp(database, 'process-crash');
    migrate(database);
    return database;
  }) as [DatabaseSync, DatabaseSync];
  return [log, thread];
};
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const eventAt = (position: number): TouchlineEvent => ({
  specversion: '1.0',
  id: `${position}`,
  source: '/tests',
  type: 'payment.failed',
  time: '2026-01-01T00:00:00Z',
  datacontenttype: 'application/json',
  data: {},
});

const positions = 12;
const pace = { charactersBeforeFolding: 200, rowsAtOnce: 1 };
const appendEvents = (database: DatabaseSync): void => {
  const insert = database.prepare(insertEvent);
  for (let position = 1; position <= positions; position += 1)
    insert.run(position, 0, 'payment.failed', '/tests', `${position}`, JSON.stringify(eventAt(position)));
};

const rowAt = (position: number, attempt: number, replayed: boolean, key?: string): ParkedRow => ({
  position,
  dueMs: Date.UTC(2026, 0) + attempt,
  attempt,
  firstAttemptMs: attempt > 1 ? Date.UTC(2026, 0) : undefined,
  progress: attempt % 3,
  replayed,
  key,
});

/** What happens to one row, or to all, within a transaction. */
const steps = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      does: fc.constant('change' as const),
      position: fc.integer({ min: 1, max: positions }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('drop' as const),
      position: fc.integer({ min: 1, max: positions }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('forget' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('trim' as const),
      edge: fc.integer({ min: 1, max: positions }),
    }),
  },
);

const transactions = fc.array(
  fc.record({
    subscription: fc.constantFrom('one', 'two'),
    steps: fc.array(steps, { maxLength: 6 }),
    /** The log writes itself what is not for its thread. */
    by: fc.constantFrom('log' as const, 'thread' as const, 'thread' as const),
    fails: fc.integer({ min: 0, max: 7 }).map((number) => number === 0),
  }),
  { minLength: 40, maxLength: 80 },
);

describe('the journal of parked deliveries', () => {
  test('together with the table tells each row as it was written last, however far it is folded, whoever writes and whatever fails', () => {
    fc.assert(
      fc.property(transactions, (life) => {
        const [database, threadDatabase] = open();
        appendEvents(database);
        const journal = new ParkedJournal(database, pace);
        const parked = new SqliteParked(new SqliteStatements(database), journal);
        const thread = new ParkedJournal(threadDatabase, pace);
        let oldest = 1;
        let rows = new Map<string, Map<number, ParkedRow>>([
          ['one', new Map()],
          ['two', new Map()],
        ]);
        /** Only a replay brings back what was there before. */
        let dead = new Set<string>();
        let attempt = 0;
        for (const { subscription, steps, by, fails } of life) {
          // A trim is written by the log.
          const isByLog = by === 'log' || steps.some(({ does }) => does === 'trim');
          const writing = isByLog ? database : threadDatabase;
          const after = new Map([...rows].map(([name, each]) => [name, new Map(each)]));
          const own = after.get(subscription) as Map<number, ParkedRow>;
          const deadAfter = new Set(dead);
          let edge = oldest;
          const changes = isByLog ? parked.changes : new ParkedChanges();
          writing.exec('BEGIN IMMEDIATE');
          for (const step of steps) {
            attempt += 1;
            if (step.does === 'change') {
              const before = own.get(step.position);
              const key = before ? before.key : step.position % 2 === 0 ? `key ${step.position}` : undefined;
              const replayed = deadAfter.has(`${subscription} ${step.position}`);
              const row = rowAt(step.position, attempt, replayed, key);
              own.set(step.position, row);
              // A row that is there says neither its key nor its event again.
              if (before) changes.put(subscription, { ...row, key: undefined });
              else
                changes.put(
                  subscription,
                  row,
                  step.position < edge ? JSON.stringify(eventAt(step.position)) : '',
                );
            } else if (step.does === 'drop') {
              if (!own.delete(step.position)) continue;
              deadAfter.add(`${subscription} ${step.position}`);
              changes.drop(subscription, step.position);
            } else if (step.does === 'forget') {
              own.clear();
              for (let position = 1; position <= positions; position += 1)
                deadAfter.delete(`${subscription} ${position}`);
              changes.forget(subscription);
            } else {
              edge = Math.max(edge, step.edge);
              parked.takeOverBelow(edge);
              database.prepare('DELETE FROM events WHERE position < ?').run(edge);
            }
          }
          if (isByLog) parked.flush();
          else {
            const json = changes.take();
            if (json !== '') thread.add(json);
            thread.foldSome();
          }
          writing.exec(fails ? 'ROLLBACK' : 'COMMIT');
          if (fails) {
            parked.revert();
            thread.restart();
          } else {
            rows = after;
            dead = deadAfter;
            oldest = edge;
          }
          for (const [name, each] of rows) {
            const expected = [...each.values()].sort((one, other) => one.position - other.position);
            expect(parked.rows(name)).toEqual(expected);
            const wanted = expected.map(({ position }) => position);
            const fresh = new SqliteParked(new SqliteStatements(database), journal);
            expect(new Map(fresh.events(name, wanted))).toEqual(
              new Map(wanted.map((at) => [at, eventAt(at)])),
            );
          }
        }
        threadDatabase.close();
        database.close();
      }),
      { numRuns: 50, seed: 26 },
    );
  });

  test('keeps the event of a replayed delivery whose earlier life is folded only after the log has dropped the event', () => {
    const [database, threadDatabase] = open();
    appendEvents(database);
    const parked = new SqliteParked(new SqliteStatements(database), new ParkedJournal(database, pace));
    const thread = new ParkedJournal(threadDatabase, pace);
    const changes = new ParkedChanges();
    const write = (): void => {
      threadDatabase.exec('BEGIN IMMEDIATE');
      thread.add(changes.take());
      thread.foldSome();
      threadDatabase.exec('COMMIT');
    };
    const putOthers = (): void => {
      for (const position of [2, 3, 4]) changes.put('one', rowAt(position, 1, false));
    };
    changes.put('one', rowAt(9, 1, false));
    putOthers();
    putOthers();
    write();
    // Folding has begun, and has read that the first one is gone, but not written it.
    changes.drop('one', 9);
    putOthers();
    write();
    changes.put('one', rowAt(9, 2, true));
    write();
    database.exec('BEGIN IMMEDIATE');
    parked.takeOverBelow(10);
    database.exec('DELETE FROM events WHERE position < 10; COMMIT');
    const inPlace = database.prepare(
      "SELECT count(*) AS rows FROM parked WHERE position = 9 AND event <> ''",
    );
    expect(inPlace.get()).toEqual({ rows: 1 });
    for (let count = 0; inPlace.get()?.rows === 1 && count < 20; count += 1) {
      changes.drop('one', 2);
      write();
    }
    expect(inPlace.get()).toEqual({ rows: 0 });

    const fresh = new SqliteParked(new SqliteStatements(database), new ParkedJournal(database, pace));
    expect(fresh.events('one', [9])).toEqual(new Map([[9, eventAt(9)]]));
    expect(fresh.rows('one').at(-1)).toEqual(rowAt(9, 2, true));
    threadDatabase.close();
    database.close();
  });
});
