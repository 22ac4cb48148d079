import type { Selector } from '../event-selection.ts';
import type { Aggregate } from './aggregate.ts';

/** A channel, how often it was used, and when last. */
type ChannelUse = readonly [channel: string, count: number, lastMs: number];

/** The channel that was used most; of equals the one that was used last. */
export const preferredChannelOf = (selector: Selector): Aggregate<readonly ChannelUse[]> => ({
  concerns: selector.concerns,
  add: (state, { event, channel, atMs }) =>
    selector.selects(event) ? added(state ?? [], [channel, 1, atMs]) : state,
  merge: (one, other) => other.reduce(added, one),
  read: (state) => state?.toSorted(byPreference)[0]?.[0],
});

const added = (uses: readonly ChannelUse[], [channel, count, lastMs]: ChannelUse): readonly ChannelUse[] => {
  const index = uses.findIndex(([name]) => name === channel);
  const use = uses[index];
  return use
    ? uses.with(index, [channel, use[1] + count, Math.max(use[2], lastMs)])
    : [...uses, [channel, count, lastMs]];
};

const byPreference = (one: ChannelUse, other: ChannelUse): number =>
  other[1] - one[1] || other[2] - one[2] || (one[0] < other[0] ? -1 : 1);
