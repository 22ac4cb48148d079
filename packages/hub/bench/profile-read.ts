import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Hub } from '../src/index.ts';
import { newFile, openHub } from './open-hub.ts';
import { createPopulation, type Population } from './population.ts';
import type { Suite } from './suite.ts';

/**
 * Customers looked up by e-mail address and read, 5,000 a second, while the hub records 1,000 events a second as a router hands them
 * over. The time of a read counts from when it was due: a read that could not begin is late as well.
 */
export const profileRead: Suite = {
  name: 'profile-read',
  async run(size) {
    const [persons, seconds, warmUpSeconds] = size === 'full' ? [10_000, 10, 3] : [100, 1, 0];
    const { storage, remove } = await newFile();
    const hub = await openHub(storage);
    const population = createPopulation(persons);
    for (let first = 0; first < persons; first += 500)
      await hub.record(
        Array.from({ length: Math.min(500, persons - first) }, (_, index) => population.of(first + index)),
      );
    // As long as it takes until what runs often is compiled.
    await Promise.all([write(hub, population, warmUpSeconds), read(hub, persons, warmUpSeconds)]);
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const writing = write(hub, population, seconds);
    const latencies = await read(hub, persons, seconds);
    const written = await writing;
    delay.disable();
    await hub.close();
    remove();
    latencies.sort();
    const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
    return {
      figures: { profile_read_p99_ms: at(0.99) },
      raw: {
        profile_reads: latencies.length,
        profile_read_p50_ms: at(0.5),
        profile_read_p999_ms: at(0.999),
        profile_events_written_meanwhile: written,
        profile_loop_delay_p99_ms: delay.percentile(99) / 1e6,
      },
    };
  },
};

const readsPerMs = 5;
const eventsPerTurn = 10;

/** Keeps nothing of a read but its time: what a reader would hold on to is not the hub's to collect. */
const read = async (hub: Hub, persons: number, seconds: number): Promise<Float64Array> => {
  const all = seconds * 1_000 * readsPerMs;
  const latencies = new Float64Array(all);
  let begun = 0;
  let done = 0;
  const startedMs = performance.now();
  const find = async (number: number): Promise<void> => {
    const dueMs = startedMs + number / readsPerMs;
    const value = `person.${(number * 7_919) % persons}@example.com`;
    const customer = await hub.customers.find({ namespace: 'email', value });
    if (!customer) throw new Error('A customer who was recorded was not found.');
    latencies[number] = performance.now() - dueMs;
    done += 1;
  };
  let failed: unknown;
  while (done < all) {
    const due = Math.min(all, Math.floor((performance.now() - startedMs) * readsPerMs));
    for (; begun < due; begun += 1)
      find(begun).catch((error: unknown) => {
        failed = error;
      });
    await new Promise((resolve) => setImmediate(resolve));
    if (failed) throw failed;
  }
  return latencies;
};

const write = async (hub: Hub, population: Population, seconds: number): Promise<number> => {
  const startedMs = performance.now();
  let written = 0;
  while (performance.now() - startedMs < seconds * 1_000) {
    const batch = Array.from({ length: eventsPerTurn }, () => population.next());
    written += (await hub.record(batch)).length;
    const nextMs = startedMs + written;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, nextMs - performance.now())));
  }
  return written;
};
