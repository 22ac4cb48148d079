import { join } from 'node:path';
import { createSqliteLog } from '../../src/index.ts';
import { alike, idle, startFanOut } from '../fan-out.ts';
import { publishInFlight } from '../load.ts';
import { paymentDraft } from '../payment.ts';
import { collectGarbage, secondsOf } from '../rounds.ts';
import type { Suite } from '../suite.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';

const publishesInFlight = 512;

/**
 * What an outage costs in memory. A route delivers for a while, so that code is compiled and the heap has the size that
 * this traffic needs; then it is paused and a million events, a gigabyte, pile up behind it on disk. The figure is the
 * growth since the pause; the empty router stands beside, because what grows before is traffic, not backlog.
 */
export const backlog: Suite = {
  name: 'backlog',
  run: (size) =>
    inTemporaryFolder(async (folder) => {
      const warmUp = size === 'full' ? 200_000 : 50;
      const events = size === 'full' ? 1_000_000 : 200;
      const router = await startFanOut(createSqliteLog({ path: join(folder, 'events.db') }), alike(1, idle));
      const publish = (number: number) => router.publish(paymentDraft(number));
      const emptyMb = await residentMb();
      await publishInFlight(warmUp, publishesInFlight, publish);
      await router.settled();
      const warmMb = await residentMb();
      await router.pause('destination-0');
      const seconds = await secondsOf(() => publishInFlight(events, publishesInFlight, publish));
      const fullMb = await residentMb();
      const [audit] = await router.audit();
      if (!audit?.balanced || audit.pending < events) throw new Error(`Only ${audit?.pending} events wait.`);
      await router.close();
      return {
        figures: { backlog_rss_mb: Math.max(0, fullMb - warmMb) },
        raw: {
          backlog_events: events,
          backlog_rss_empty_mb: emptyMb,
          backlog_rss_warm_mb: warmMb,
          backlog_rss_full_mb: fullMb,
          backlog_publish_events_per_s: events / seconds,
        },
      };
    }),
};

/** Resident memory in megabytes (2 to the 20th bytes), once what is garbage is collected. */
const residentMb = async (): Promise<number> => {
  for (let turn = 0; turn < 5; turn += 1) {
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return process.memoryUsage.rss() / 2 ** 20;
};
