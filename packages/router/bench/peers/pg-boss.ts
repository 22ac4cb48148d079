import { touchpointKit } from '@touchline/core';
import { PgBoss } from 'pg-boss';
import { countdown, publishInFlight } from '../load.ts';
import { paymentDraft } from '../payment.ts';
import { secondsInStride } from '../rounds.ts';
import type { Peer, PeerFanOut } from './peer.ts';

const connectionString = process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';

const batchSize = 500;
const batchesInFlight = 2;

/**
 * pg-boss in bulk: a queue per destination with a table of its own, jobs inserted and fetched 500 at a time, Workers that
 * go on at once while there is work and are woken by NOTIFY. PostgreSQL runs in processes of its own and syncs
 * every commit. Unlike BullMQ's, its settings were not searched for the fastest; the rate stands beside, without a floor.
 *
 * @returns why there is nothing to measure, when PostgreSQL does not answer.
 * @see https://pgboss.io/api/workers
 */
export const startPgBoss = async ({ events, routes }: PeerFanOut): Promise<Peer | string> => {
  const schema = `touchline_bench_${process.pid}`;
  const boss = new PgBoss({ connectionString, schema, schedule: false, useListenNotify: true, max: 20 });
  boss.on('error', () => {});
  try {
    await boss.start();
  } catch {
    return 'pg-boss: no PostgreSQL answers (DATABASE_URL).';
  }
  let delivered = (): void => {};
  const queues = Array.from({ length: routes }, (_, index) => `destination-${index}`);
  for (const queue of queues) {
    await boss.createQueue(queue, { partition: true, notify: true });
    await boss.work(
      queue,
      { batchSize, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5, notifyPollingIntervalSeconds: 0.5 },
      async (jobs) => {
        for (const _ of jobs) delivered();
      },
    );
  }

  const insertBatch = async (batch: number, count: number): Promise<void> => {
    const jobs = Array.from({ length: Math.min(batchSize, count - batch * batchSize) }, (_, index) => ({
      data: touchpointKit.catalogue.create(paymentDraft(batch * batchSize + index)),
    }));
    await Promise.all(queues.map((queue) => boss.insert(queue, jobs)));
  };

  return {
    async run() {
      const seconds = await secondsInStride(events, async (count) => {
        const all = countdown(count * routes);
        delivered = all.call;
        await publishInFlight(Math.ceil(count / batchSize), batchesInFlight, (batch) =>
          insertBatch(batch, count),
        );
        await all.done;
      });
      return (events * routes) / seconds;
    },
    async close() {
      await boss.stop({ graceful: true, close: false, timeout: 5_000 });
      await boss.getDb().executeSql(`DROP SCHEMA ${schema} CASCADE`);
      await boss.stop({ close: true });
    },
  };
};
