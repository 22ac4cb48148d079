import { join } from 'node:path';
import { createSqliteLog } from '../../src/index.ts';
import { type StandingFanOut, standFanOut } from '../fan-out.ts';
import { publishInFlight } from '../load.ts';
import { paymentDraft } from '../payment.ts';
import { startBullMq } from '../peers/bullmq.ts';
import type { Peer } from '../peers/peer.ts';
import { startPgBoss } from '../peers/pg-boss.ts';
import { startSyncedRedis } from '../peers/synced-redis.ts';
import { type Contestant, medianOfRounds, secondsInStride } from '../rounds.ts';
import type { Suite } from '../suite.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';

const routes = 10;
/** As BullMQ is given its jobs. */
const batchSize = 250;
const batchesInFlight = 2;

/**
 * One event to ten destinations that do nothing, from the first publish to the last delivery that is done and accounted
 * for. All sides validate each event, store it, hand it to ten handlers in this process and take note of each outcome.
 * Each side stands over all rounds, and gets enough events to be in its stride; rates are compared.
 *
 * Ours syncs to the disk before a publish resolves; so does the Redis that is started for `bullmq`, and PostgreSQL. The
 * Redis that runs on the machine is taken as it is configured, which usually means that it promises less, or nothing:
 * that is `bullmq_unsynced`, and stands beside without a floor.
 */
export const durableFanOut: Suite = {
  name: 'durable-fanout',
  run: (size) =>
    inTemporaryFolder(async (folder) => {
      const isFull = size === 'full';
      const redis = await startSyncedRedis(folder);
      const bullMqWork = { events: isFull ? 1_000 : 20, routes };
      const peers = {
        bullmq: redis ? await startBullMq(bullMqWork, redis.url) : 'BullMQ: no redis-server on the path.',
        bullmq_unsynced: await startBullMq(bullMqWork),
        pgboss: await startPgBoss({ events: isFull ? 2_000 : 20, routes }),
      };
      const present = Object.entries(peers).filter(
        (entry): entry is [string, Peer] => typeof entry[1] !== 'string',
      );
      const fanOut = await standFanOut(createSqliteLog({ path: join(folder, 'events.db') }), routes);
      try {
        const rates: Record<string, number> = await medianOfRounds<string>(isFull ? 5 : 1, {
          ours: () => fanOutOnce(fanOut, isFull ? 30_000 : 50),
          ...Object.fromEntries(present.map(([name, { run }]): [string, Contestant] => [name, run])),
        });
        const ours = rates.ours ?? Number.NaN;
        return {
          figures: Object.fromEntries(
            present.map(([name]) => [`durable_fanout_vs_${name}`, ours / (rates[name] ?? Number.NaN)]),
          ),
          raw: Object.fromEntries(
            Object.entries(rates).map(([name, rate]) => [`durable_fanout_${name}_deliveries_per_s`, rate]),
          ),
          skipped: Object.values(peers).filter((peer) => typeof peer === 'string'),
        };
      } finally {
        await fanOut.close();
        for (const [, peer] of present) await peer.close();
        await redis?.stop();
      }
    }),
};

const fanOutOnce = async (fanOut: StandingFanOut, events: number): Promise<number> => {
  const seconds = await secondsInStride(events, (count) =>
    fanOut.deliver(count, (router) =>
      publishInFlight(Math.ceil(count / batchSize), batchesInFlight, (batch) =>
        router.publishAll(
          Array.from({ length: Math.min(batchSize, count - batch * batchSize) }, (_, index) =>
            paymentDraft(batch * batchSize + index),
          ),
        ),
      ),
    ),
  );
  return (events * routes) / seconds;
};
