import { join } from 'node:path';
import { createSqliteLog } from '../../src/index.ts';
import { alike, assertAudit, handling, startFanOut } from '../fan-out.ts';
import { countdown, publishInFlight } from '../load.ts';
import { paymentDraft } from '../payment.ts';
import { medianOfRounds, secondsOf } from '../rounds.ts';
import type { Suite } from '../suite.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';

const publishesInFlight = 512;

/**
 * Whether a wide fan-out costs more than its deliveries: the CPU time of the whole process, user and system, per delivery,
 * at 100 routes that match and at 10, for as many deliveries, on a log that syncs.
 */
export const costGrowth: Suite = {
  name: 'cost-growth',
  async run(size) {
    const isFull = size === 'full';
    const deliveries = isFull ? 100_000 : 1_000;
    const { ten, hundred } = await medianOfRounds(isFull ? 7 : 1, {
      ten: () => cpuMicrosPerDelivery(10, deliveries),
      hundred: () => cpuMicrosPerDelivery(100, deliveries),
    });
    return {
      figures: { cost_growth: hundred / ten },
      raw: { cost_at_10_routes_cpu_us: ten, cost_at_100_routes_cpu_us: hundred },
    };
  },
};

const cpuMicrosPerDelivery = (routes: number, deliveries: number): Promise<number> =>
  inTemporaryFolder(async (folder) => {
    const all = countdown(deliveries);
    const router = await startFanOut(
      createSqliteLog({ path: join(folder, 'events.db') }),
      alike(routes, handling(all.call)),
    );
    const before = process.cpuUsage();
    await secondsOf(async () => {
      await publishInFlight(deliveries / routes, publishesInFlight, (number) =>
        router.publish(paymentDraft(number)),
      );
      await all.done;
      await router.settled();
    });
    const { user, system } = process.cpuUsage(before);
    await assertAudit(router, deliveries / routes);
    await router.close();
    return (user + system) / deliveries;
  });
