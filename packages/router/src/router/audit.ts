import type { EventLog, SubscriptionCounts } from '@touchline/core';
import type { RouteAudit, RouteStatus } from './router.ts';

/** How often a busy route is counted again, until nothing was matched between its counts and the recount. */
const mostRecounts = 5;

/**
 * Proves for one route that all that was matched is accounted for: the counts must add up, and the log itself, counted
 * anew, must hold as many events of the route's types as the counts say were matched.
 */
export const auditRoute = async (log: EventLog, status: () => Promise<RouteStatus>): Promise<RouteAudit> => {
  let row = await status();
  for (let round = 0; round < mostRecounts; round += 1) {
    const recounted = await recount(log, row);
    const after = await status();
    if (recounted === undefined || after.matched === row.matched)
      return {
        ...after,
        recounted,
        balanced: addsUp(after) && (recounted ?? after.matched) === after.matched,
      };
    row = after;
  }
  return { ...row, recounted: undefined, balanced: addsUp(row) };
};

const addsUp = ({ matched, delivered, skipped, dead, pending, lost }: SubscriptionCounts): boolean =>
  matched === delivered + skipped + dead + pending + lost;

/** How many events of the route's types the log holds; undefined when retention dropped some of them. */
const recount = async (log: EventLog, { countedFrom, on }: RouteStatus): Promise<number | undefined> => {
  if (countedFrom === undefined) return undefined;
  const counted = await log.count({ fromPosition: countedFrom, types: on });
  // Looked up afterwards: retention may be at work. A log that holds nothing cannot tell whether it held something once.
  const { oldestPosition } = await log.stats();
  return oldestPosition === undefined || oldestPosition > countedFrom ? undefined : counted;
};
