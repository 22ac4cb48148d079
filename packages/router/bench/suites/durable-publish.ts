import { join } from 'node:path';
import { serialiseEvent, touchpointKit } from '@touchline/core';
import { createSqliteLog } from '../../src/index.ts';
import { connect, setUp } from '../../src/log/sqlite-connection.ts';
import { idle, routeTo, startFanOut } from '../fan-out.ts';
import { publishInFlight } from '../load.ts';
import { paymentDraft } from '../payment.ts';
import { medianOfRounds, secondsOf } from '../rounds.ts';
import type { Suite } from '../suite.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';

const publishesInFlight = 1_024;

/**
 * Publishing against what SQLite itself can do. Ours validates each event, makes JSON of it, and shares transactions
 * among the publishes that are in flight; each publish resolves once its transaction is synced. The limit is a bare loop
 * over rows that were made beforehand: the same table and index, the same pragmas, transactions of as many rows as ours
 * had on average (counted by `onCommit`).
 */
export const durablePublish: Suite = {
  name: 'durable-publish',
  async run(size) {
    const isFull = size === 'full';
    const events = isFull ? 30_000 : 100;
    let transactionSize = publishesInFlight;
    const { ours, sqlite } = await medianOfRounds(isFull ? 5 : 1, {
      ours: async () => {
        const { rate, commits } = await publishOnce(events);
        transactionSize = Math.max(1, Math.round(events / commits));
        return rate;
      },
      sqlite: () => insertOnce(events, transactionSize),
    });
    return {
      figures: { durable_publish_vs_sqlite: ours / sqlite },
      raw: {
        durable_publish_ours_events_per_s: ours,
        durable_publish_sqlite_rows_per_s: sqlite,
        durable_publish_events_per_transaction: transactionSize,
      },
    };
  },
};

const publishOnce = (events: number): Promise<{ rate: number; commits: number }> =>
  inTemporaryFolder(async (folder) => {
    let commits = 0;
    const log = createSqliteLog({
      path: join(folder, 'events.db'),
      onCommit: (report) => {
        if (report.events > 0) commits += 1;
      },
    });
    // A route that waits for something else: what is measured is publishing.
    const router = await startFanOut(log, [{ ...routeTo('elsewhere', idle), on: 'payment.failed' }]);
    const seconds = await secondsOf(() =>
      publishInFlight(events, publishesInFlight, (number) => router.publish(paymentDraft(number))),
    );
    await router.close();
    return { rate: events / seconds, commits };
  });

const insertOnce = (events: number, transactionSize: number): Promise<number> =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, 'events.db');
    // The log makes the file, so the schema is the same for certain.
    await createSqliteLog({ path }).close();
    const database = connect(path);
    setUp(database, 'power-loss');
    const rows = Array.from({ length: events }, (_, number) => {
      const event = touchpointKit.catalogue.create(paymentDraft(number));
      return [number + 1, Date.now(), event.type, event.source, event.id, serialiseEvent(event)] as const;
    });
    const insert = database.prepare(
      `INSERT INTO events (position, stored_at_ms, type, source, id, event) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (source, id) DO NOTHING`,
    );
    const begin = database.prepare('BEGIN IMMEDIATE');
    const commit = database.prepare('COMMIT');
    const seconds = await secondsOf(async () => {
      for (let first = 0; first < rows.length; first += transactionSize) {
        begin.run();
        for (const row of rows.slice(first, first + transactionSize)) insert.run(...row);
        commit.run();
      }
    });
    database.close();
    return events / seconds;
  });
