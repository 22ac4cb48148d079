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
      collectGarbage();
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
 * Does the work that counts, after half as much that does not, and answers how many seconds it took.
 *
 * The collection of all garbage that begins a round makes V8 forget which objects live long. It learns that anew from
 * some hundred megabytes of them, and writes the code anew that makes them: until then everything takes up to twice as
 * long. A process that stands meets that once.
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

/** Nobody pays for what another left behind. Does nothing without `--expose-gc`. */
export const collectGarbage = (): void => {
  globalThis.gc?.();
};

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** The value that a share of all values does not exceed, by the nearest rank. */
export const percentile = (values: Iterable<number>, share: number): number => {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
};
