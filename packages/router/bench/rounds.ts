import { startProfile } from './profile.ts';

/** One side of a comparison; answers its rate, or its cost, of one round. */
export type Contestant = () => Promise<number>;

/** Whose round it is; undefined while the contestants warm up. Who has no rival is always ours. */
let current: string | undefined = 'ours';

/**
 * Lets the contestants run in turn (A B C, A B C, …), so that whatever the machine does meanwhile meets them alike.
 * The first round of each warms up and is not counted. Answers the median of each.
 */
export const medianOfRounds = async <Name extends string>(
  rounds: number,
  contestants: Readonly<Record<Name, Contestant>>,
): Promise<Record<Name, number>> => {
  const names = Object.keys(contestants) as Name[];
  const measured = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1)
    for (const name of names) {
      collectYoungGarbage();
      current = round > 0 ? name : undefined;
      const value = await contestants[name]();
      if (round > 0) measured.get(name)?.push(value);
    }
  return Object.fromEntries(names.map((name) => [name, median(measured.get(name) ?? [])])) as Record<
    Name,
    number
  >;
};

/** Does the work that counts, and answers how many seconds it took. */
export const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const stop = current === undefined ? undefined : startProfile(current);
  const startedMs = performance.now();
  await work();
  const endedMs = performance.now();
  stop?.();
  return (endedMs - startedMs) / 1_000;
};

/**
 * Does the work that counts, after half as much that does not, and answers how many seconds it took: whatever the rivals
 * have left in the caches and on the heap is met before it counts.
 *
 * @param work does so much of it, and resolves when all of that is done.
 */
export const secondsInStride = async (
  amount: number,
  work: (amount: number) => Promise<unknown>,
): Promise<number> => {
  await work(Math.ceil(amount / 2));
  return secondsOf(() => work(amount));
};

/** Collects all garbage, for who measures memory. Does nothing without `--expose-gc`. */
export const collectGarbage = (): void => {
  globalThis.gc?.();
};

/**
 * Nobody pays for what another left behind. A collection of all garbage would do more than that: where it finds nothing under
 * way, V8 throws away the code of whoever is between two rounds and forgets which of its objects live long, and a process
 * that stands, where something is always under way, does not meet that.
 */
const collectYoungGarbage = (): void => {
  globalThis.gc?.({ type: 'minor' });
};

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** The value that a share of all values does not exceed, by the nearest rank. */
export const percentile = (values: Iterable<number>, share: number): number => {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
};
