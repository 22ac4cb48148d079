import type { HubStorage } from '../src/index.ts';
import { newFile, openHub, openIdentity } from './open-hub.ts';
import { createPopulation } from './population.ts';
import type { Suite } from './suite.ts';

/**
 * A million events of a hundred thousand persons, each with three identifiers, into an empty hub: most of the persons are new at
 * first, and few at the end. Making the events is not counted. Beside it, of fewer events, how many a whole hub records, with traits,
 * timeline and consents.
 */
export const identify: Suite = {
  name: 'identify',
  async run(size) {
    const [events, persons] = size === 'full' ? [1_000_000, 100_000] : [2_000, 200];
    const identity = await measure(openIdentity, events, persons);
    const whole = await measure(
      async (storage) => {
        const hub = await openHub(storage);
        return { record: hub.record, idle: async () => {} };
      },
      events / 20,
      persons / 20,
    );
    return {
      figures: { identify_events_per_s: identity.perSecond },
      raw: {
        identify_events: events,
        identify_events_lost: identity.lost + whole.lost,
        identify_persons: persons,
        identify_known_persons_events_per_s: identity.lastPerSecond,
        identify_rss_growth_mb: identity.rssGrowth / 2 ** 20,
        // By then the memory has what it holds at most: what comes after that tells whether it is bounded.
        identify_rss_growth_after_a_tenth_mb: identity.lateRssGrowth / 2 ** 20,
        identify_file_mb: identity.fileBytes / 2 ** 20,
        record_whole_hub_events_per_s: whole.perSecond,
      },
    };
  },
};

type Open = (
  storage: HubStorage,
) => Promise<Pick<Awaited<ReturnType<typeof openIdentity>>, 'record' | 'idle'>>;

const measure = async (open: Open, events: number, persons: number) => {
  const { storage, bytes, remove } = await newFile();
  const recorder = await open(storage);
  const population = createPopulation(persons);
  const batchSize = Math.min(1_000, events / 10);
  const rssBefore = process.memoryUsage().rss;
  let rssMost = rssBefore;
  let rssAfterTenth = 0;
  let spentMs = 0;
  let lastTenthMs = 0;
  let recorded = 0;
  for (let count = 0; count < events; count += batchSize) {
    const batch = Array.from({ length: batchSize }, () => population.next());
    const startedMs = performance.now();
    const outcomes = await recorder.record(batch);
    const tookMs = performance.now() - startedMs;
    spentMs += tookMs;
    if (count >= events * 0.9) lastTenthMs += tookMs;
    recorded += outcomes.filter((outcome) => outcome === 'recorded').length;
    rssMost = Math.max(rssMost, process.memoryUsage().rss);
    if (count < events / 10) rssAfterTenth = rssMost;
  }
  const fileBytes = bytes();
  await recorder.idle();
  await storage.close();
  remove();
  return {
    perSecond: (recorded / spentMs) * 1_000,
    lastPerSecond: ((events * 0.1) / lastTenthMs) * 1_000,
    lost: events - recorded,
    rssGrowth: rssMost - rssBefore,
    lateRssGrowth: rssMost - rssAfterTenth,
    fileBytes,
  };
};
