import { join } from 'node:path';
import { TouchlineError } from '@touchline/core';
import { createSqliteLog } from '../../src/index.ts';
import { alike, type FanOutRoute, routeTo, startFanOut } from '../fan-out.ts';
import { measureLatencies } from '../latencies.ts';
import { medianOfRounds, percentile } from '../rounds.ts';
import type { Suite } from '../suite.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';

const healthy = 8;
const eventsPerSecond = 1_000;

/**
 * Eight healthy routes, alone and beside two bad ones: one whose attempts never settle until they time out, and one whose
 * destination answers every attempt with a fault. The figure is what the two do to the others' p99 from the time at which
 * an event was due to the start of its handler, under a steady load, on a log that syncs. Breakers are off: with them the
 * bad ones would soon be left alone. The first half of a round is not counted: by then thousands of deliveries wait, and the
 * failing destination is tried as often as it ever will be.
 */
export const isolation: Suite = {
  name: 'isolation',
  async run(size) {
    const isFull = size === 'full';
    const events = isFull ? 8 * eventsPerSecond : 50;
    const { alone, beside } = await medianOfRounds(isFull ? 5 : 1, {
      alone: () => p99(events, []),
      beside: () => p99(events, [hanging, failing]),
    });
    return {
      figures: { isolation_p99_shift: beside / alone },
      raw: { isolation_alone_p99_ms: alone, isolation_beside_p99_ms: beside },
    };
  },
};

const p99 = (events: number, bad: readonly FanOutRoute[]): Promise<number> =>
  inTemporaryFolder(async (folder) => {
    const latencies = await measureLatencies({
      events,
      eventsPerSecond,
      shareOfWarmUp: 0.5,
      handlersPerEvent: healthy,
      start: (handled) =>
        startFanOut(createSqliteLog({ path: join(folder, 'events.db') }), [
          ...alike(healthy, handled),
          ...bad,
        ]),
    });
    return percentile(latencies, 0.99);
  });

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
