import { toleratedSkewMs } from '../../timeline/placed-event.ts';
import type { Aggregate } from './aggregate.ts';

/** Into how many steps a window is cut, but for the rest of a millisecond. */
const wantedSteps = 720;

/** What happened in one step of the time. */
type Bucket<State> = readonly [step: number, state: State];

/**
 * Lets an aggregate see only what happened within a time before now. The window moves on in steps of a 720th of its length: an hour
 * for 30 days, two minutes for a day. So an event counts for no longer than the window, and for at most a step less. The state stays
 * small however much happens.
 */
export const windowed = <State>(
  inner: Aggregate<State>,
  windowMs: number,
): Aggregate<readonly Bucket<State>[]> => {
  const stepMs = Math.ceil(windowMs / wantedSteps);
  const steps = Math.floor(windowMs / stepMs);
  const stepOf = (ms: number): number => Math.floor(ms / stepMs);
  /** What no window can hold any more, judged by the newest event alone: a reading comes no earlier than that, but for skew. */
  const slack = Math.ceil(toleratedSkewMs / stepMs) + 1;
  const trimmed = (buckets: readonly Bucket<State>[]): readonly Bucket<State>[] => {
    const newest = buckets.at(-1)?.[0] ?? 0;
    return buckets.filter(([step]) => step > newest - steps - slack);
  };
  const within = (buckets: readonly Bucket<State>[] | undefined, nowMs: number): readonly Bucket<State>[] =>
    (buckets ?? []).filter(([step]) => step > stepOf(nowMs) - steps);

  return {
    concerns: inner.concerns,
    add(buckets, placed) {
      const step = stepOf(placed.atMs);
      const index = buckets?.findIndex(([other]) => other === step) ?? -1;
      const state = inner.add(buckets?.[index]?.[1], placed);
      if (state === undefined) return buckets;
      if (buckets && index >= 0) return buckets.with(index, [step, state]);
      return trimmed([...(buckets ?? []), [step, state] as const].sort(bySteps));
    },
    merge(one, other) {
      const merged = new Map(one);
      for (const [step, state] of other) {
        const there = merged.get(step);
        merged.set(step, there === undefined ? state : inner.merge(there, state));
      }
      return trimmed([...merged].sort(bySteps));
    },
    read(buckets, nowMs) {
      const states = within(buckets, nowMs).map(([, state]) => state);
      const [first, ...others] = states;
      return inner.read(first === undefined ? undefined : others.reduce(inner.merge, first), nowMs);
    },
    changesAtMs(buckets, nowMs) {
      const [oldest] = within(buckets, nowMs);
      // The step is left when the whole of the window lies behind it.
      return oldest && (oldest[0] + steps) * stepMs;
    },
  };
};

const bySteps = ([one]: Bucket<unknown>, [other]: Bucket<unknown>): number => one - other;
