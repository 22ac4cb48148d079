import { join } from 'node:path';
import { TouchlineError } from '@touchline/core';
import { createSqliteLog } from '../../src/index.ts';
import { addRoutes, alike, routeTo, startFanOut, takeAway } from '../fan-out.ts';
import { latencyMeter } from '../latencies.ts';
import { medianOfRounds, percentile } from '../rounds.ts';
import type { Suite } from '../suite.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';

const healthy = 8;
const eventsPerSecond = 1_000;
const countedSeconds = 4;

/**
 * Eight healthy routes, alone and beside two bad ones: one whose attempts never settle until they time out, and one whose
 * destination answers every attempt with a fault. The figure is what the two do to the others' p99 from the time at which
 * an event was due to the start of its handler, under a steady load, on a log that syncs. Breakers are off: with them the
 * bad ones would soon be left alone.
 *
 * One router stands all the time; the two bad routes are added to it and taken away again. With a router of its own for each
 * round the figure would tell more of V8: for as long as a round its compiler takes one of two cores from the thread that
 * writes, some milliseconds at a time, and twice as often with two more routes. Beside them the first four seconds are not counted: by then thousands of
 * deliveries wait, and the failing destination is tried as often as it ever will be.
 */
export const isolation: Suite = {
  name: 'isolation',
  run: (size) =>
    inTemporaryFolder(async (folder) => {
      const isFull = size === 'full';
      const meter = latencyMeter(healthy);
      const log = createSqliteLog({ path: join(folder, 'events.db') });
      const bad = [hanging, failing];
      const router = await startFanOut(log, [...alike(healthy, meter.handler), ...bad]);
      await takeAway(router, bad);
      const p99After = async (warmUpSeconds: number): Promise<number> => {
        const seconds = warmUpSeconds + countedSeconds;
        const load = isFull
          ? { events: seconds * eventsPerSecond, shareOfWarmUp: warmUpSeconds / seconds }
          : { events: 50, shareOfWarmUp: 0.5 };
        return percentile(await meter.measure(router, { ...load, eventsPerSecond }), 0.99);
      };
      const { alone, beside } = await medianOfRounds(isFull ? 9 : 1, {
        alone: () => p99After(2),
        async beside() {
          await addRoutes(router, bad);
          const p99 = await p99After(4);
          await takeAway(router, bad);
          return p99;
        },
      });
      await router.close({ timeoutMs: 1 });
      return {
        figures: { isolation_p99_shift: beside / alone },
        raw: { isolation_alone_p99_ms: alone, isolation_beside_p99_ms: beside },
      };
    }),
};

const hanging = routeTo('hanging', () => new Promise(() => {}), { timeoutMs: 250, breaker: 'off' });

/** Made once: to make an error, with its stack, is the destination's affair, and costs more than the rest of a failure. */
const fault = new TouchlineError('http.server_error', 'The vendor is down.', { vendorStatus: 503 });

const failing = routeTo(
  'failing',
  async () => {
    throw fault;
  },
  { breaker: 'off' },
);
