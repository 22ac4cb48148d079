import { touchpointKit } from '@touchline/core';
import { type ConnectionOptions, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { countdown, publishInFlight } from '../load.ts';
import { paymentDraft } from '../payment.ts';
import { secondsInStride } from '../rounds.ts';
import type { Peer, PeerFanOut } from './peer.ts';

/**
 * Tried on this work: 50 to 1,000 jobs a batch, 1 to 4 batches, 20 to 500 jobs at a time. These were among the fastest;
 * batches of 50 and 100 at a time did as well within the noise, 300 and more at a time were half as fast.
 */
const batchSize = 250;
const batchesInFlight = 2;
const concurrency = 20;

/**
 * BullMQ as its documentation advises for much work: a queue per destination, jobs added in bulk, none kept once it is
 * done, Workers with high concurrency in this process, everything else as it comes. Redis has a process, and a core, of
 * its own.
 *
 * @returns why there is nothing to measure, when Redis does not answer.
 * @see https://docs.bullmq.io/guide/queues/adding-bulks
 * @see https://docs.bullmq.io/guide/workers/concurrency
 */
export const startBullMq = async (
  { events, routes }: PeerFanOut,
  url = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379',
): Promise<Peer | string> => {
  const redis = new Redis(url, { maxRetriesPerRequest: null, lazyConnect: true, retryStrategy: () => null });
  redis.on('error', () => {});
  try {
    await redis.connect();
  } catch {
    return 'BullMQ: no Redis answers (REDIS_URL).';
  }
  const connection: ConnectionOptions = redis.options.path
    ? { path: redis.options.path, maxRetriesPerRequest: null }
    : { url, maxRetriesPerRequest: null };
  const prefix = `touchline-bench-${process.pid}`;
  let delivered = (): void => {};
  const queues = Array.from(
    { length: routes },
    (_, index) => new Queue(`destination-${index}`, { connection, prefix }),
  );
  const workers = queues.map(
    ({ name }) => new Worker(name, async () => {}, { connection, prefix, concurrency }),
  );
  // A job is completed when Redis has taken it off its list: only then it is as done as a delivery of ours.
  for (const worker of workers) worker.on('completed', () => delivered());
  await Promise.all(workers.map((worker) => worker.waitUntilReady()));

  const addBatch = async (batch: number, count: number): Promise<void> => {
    const jobs = Array.from({ length: Math.min(batchSize, count - batch * batchSize) }, (_, index) => {
      const event = touchpointKit.catalogue.create(paymentDraft(batch * batchSize + index));
      return { name: event.type, data: event, opts: { removeOnComplete: true } };
    });
    await Promise.all(queues.map((queue) => queue.addBulk(jobs)));
  };

  return {
    async run() {
      const seconds = await secondsInStride(events, async (count) => {
        const all = countdown(count * routes);
        delivered = all.call;
        await publishInFlight(Math.ceil(count / batchSize), batchesInFlight, (batch) =>
          addBatch(batch, count),
        );
        await all.done;
      });
      return (events * routes) / seconds;
    },
    async close() {
      // Nothing is under way, so nothing is waited for.
      await Promise.all(workers.map((worker) => worker.close(true)));
      for (const queue of queues) await queue.obliterate({ force: true });
      await Promise.all(queues.map((queue) => queue.close()));
      const left = await redis.keys(`${prefix}:*`);
      if (left.length > 0) await redis.del(...left);
      redis.disconnect();
    },
  };
};
