import type { Selector } from '../event-selection.ts';
import type { Aggregate } from './aggregate.ts';

/**
 * When the latest events were, newest first, at most so many: enough to tell exactly whether there were as many within any time.
 */
export const recentTimesOf = (selector: Selector, count: number): Aggregate<readonly number[]> => {
  const latest = (times: readonly number[]): readonly number[] =>
    [...times].sort((one, other) => other - one).slice(0, count);
  return {
    concerns: selector.concerns,
    add(state, { event, atMs }) {
      if (!selector.selects(event)) return state;
      if (state?.length === count && atMs <= (state[count - 1] as number)) return state;
      return latest([...(state ?? []), atMs]);
    },
    merge: (one, other) => latest([...one, ...other]),
    read: (state) => [...(state ?? [])],
  };
};
