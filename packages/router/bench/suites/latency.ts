import { join } from 'node:path';
import { createSqliteLog } from '../../src/index.ts';
import { alike, startFanOut } from '../fan-out.ts';
import { latencyMeter } from '../latencies.ts';
import { collectGarbage, median, percentile } from '../rounds.ts';
import type { Suite } from '../suite.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';

const routes = 10;
const eventsPerSecond = 2_000;

/**
 * From the time at which an event was due to be published to the start of its handler, at 2,000 events a second to ten
 * routes each, on a log that syncs. The load does not wait for us: a stall counts for every event that came meanwhile.
 */
export const latency: Suite = {
  name: 'latency',
  async run(size) {
    const isFull = size === 'full';
    const rounds: Float64Array[] = [];
    for (let round = 0; round < (isFull ? 3 : 1); round += 1) {
      collectGarbage();
      rounds.push(await once(isFull ? 2 * eventsPerSecond : 50));
    }
    const typical = (share: number): number =>
      median(rounds.map((latencies) => percentile(latencies, share)));
    return {
      figures: { p99_publish_to_handler_ms: typical(0.99) },
      raw: {
        publish_to_handler_p50_ms: typical(0.5),
        publish_to_handler_p90_ms: typical(0.9),
        publish_to_handler_p999_ms: typical(0.999),
        publish_to_handler_max_ms: typical(1),
      },
    };
  },
};

const once = (events: number): Promise<Float64Array> =>
  inTemporaryFolder(async (folder) => {
    const meter = latencyMeter(routes);
    const log = createSqliteLog({ path: join(folder, 'events.db') });
    const router = await startFanOut(log, alike(routes, meter.handler));
    const latencies = await meter.measure(router, { events, eventsPerSecond, shareOfWarmUp: 0.25 });
    await router.close();
    return latencies;
  });
