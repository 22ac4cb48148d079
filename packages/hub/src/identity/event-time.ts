/**
 * When an event says that it happened, in milliseconds since the epoch, as evidence. A clock that was never set, or is set to a
 * time that cannot be, would win every argument about who came first: what it says counts as the latest of all.
 */
export const evidenceTimeOf = (time: string): number => {
  const timeMs = Date.parse(time);
  return timeMs >= earliestMs && timeMs < latestMs ? timeMs : latestMs;
};

const earliestMs = Date.UTC(2000, 0, 1);
const latestMs = Date.UTC(2100, 0, 1);
