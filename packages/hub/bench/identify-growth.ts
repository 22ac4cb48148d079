import { newFile, openIdentity } from './open-hub.ts';
import { createPopulation } from './population.ts';
import { seedPersons } from './seed-persons.ts';
import type { Suite } from './suite.ts';

/**
 * How much longer an event takes when the hub knows a hundred times as many persons. As in the benchmark `identify`, one event in ten is
 * of somebody new; the others are of persons drawn at random. The two hubs take turns, batch by batch, so that whatever the machine does
 * meanwhile meets them alike.
 */
export const identifyGrowth: Suite = {
  name: 'identify-growth',
  async run(size) {
    const [few, many, events] = size === 'full' ? [10_000, 1_000_000, 50_000] : [100, 1_000, 1_000];
    const hubs = { few: await prepare(few), many: await prepare(many) };
    const spentMs = { few: 0, many: 0 };
    // The first half brings what a running hub has warm.
    for (let count = 0; count < 2 * events; count += batchSize) {
      const tookMs = { few: await hubs.few.recordBatch(), many: await hubs.many.recordBatch() };
      if (count < events) continue;
      spentMs.few += tookMs.few;
      spentMs.many += tookMs.many;
    }
    await hubs.few.close();
    await hubs.many.close();
    return {
      figures: { identify_growth: spentMs.many / spentMs.few },
      raw: {
        identify_event_us_of_few: (spentMs.few / events) * 1_000,
        identify_event_us_of_many: (spentMs.many / events) * 1_000,
      },
    };
  },
};

const batchSize = 1_000;

/** A hub that knows so many persons. */
const prepare = async (persons: number) => {
  const { storage, remove } = await newFile((path) =>
    seedPersons(path, createPopulation(persons, 1), persons),
  );
  const recorder = await openIdentity(storage);
  const population = createPopulation(persons, 2);
  let known = persons;
  return {
    /** Answers how many milliseconds it took. */
    async recordBatch(): Promise<number> {
      const batch = Array.from({ length: batchSize }, (_, index) =>
        index % 10 === 0 ? population.of(known++) : population.next(),
      );
      const startedMs = performance.now();
      await recorder.record(batch);
      return performance.now() - startedMs;
    },
    async close(): Promise<void> {
      await recorder.idle();
      await storage.close();
      remove();
    },
  };
};
