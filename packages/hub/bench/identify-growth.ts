import { newFile, openIdentity } from './open-hub.ts';
import { createPopulation } from './population.ts';
import { seedPersons } from './seed-persons.ts';
import type { Suite } from './suite.ts';

/**
 * How much longer an event takes when the hub knows a hundred times as many persons. As in the benchmark `identify`, one event in ten is
 * of somebody new; the others are of persons drawn at random.
 */
export const identifyGrowth: Suite = {
  name: 'identify-growth',
  async run(size) {
    const [few, many, events] = size === 'full' ? [10_000, 1_000_000, 50_000] : [100, 1_000, 1_000];
    const withFew = await msOfEvent(few, events);
    const withMany = await msOfEvent(many, events);
    return {
      figures: { identify_growth: withMany / withFew },
      raw: { identify_event_us_of_few: withFew * 1_000, identify_event_us_of_many: withMany * 1_000 },
    };
  },
};

const msOfEvent = async (persons: number, events: number): Promise<number> => {
  const { storage, remove } = await newFile((path) =>
    seedPersons(path, createPopulation(persons, 1), persons),
  );
  const recorder = await openIdentity(storage);
  const population = createPopulation(persons, 2);
  let known = persons;
  const record = async (): Promise<number> => {
    let spentMs = 0;
    for (let count = 0; count < events; count += 1_000) {
      const batch = Array.from({ length: 1_000 }, (_, index) =>
        index % 10 === 0 ? population.of(known++) : population.next(),
      );
      const startedMs = performance.now();
      await recorder.record(batch);
      spentMs += performance.now() - startedMs;
    }
    return spentMs;
  };
  // What a running hub has warm.
  await record();
  const spentMs = await record();
  await recorder.idle();
  await storage.close();
  remove();
  return spentMs / events;
};
