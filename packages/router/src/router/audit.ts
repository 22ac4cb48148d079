import { type EventLog, matchesPattern, type SubscriptionCounts } from '@touchline/core';
import type { RouteAudit, RouteStatus } from './router.ts';

/** How often a busy route is counted again, until nothing was matched between its counts and the recount. */
const mostRecounts = 5;

/**
 * Proves for every route that all that was matched is accounted for: the counts must add up, and the log itself, counted
 * anew, must hold as many events of the route's types as the counts say were matched. The log is walked once for all
 * routes, and again only for those that matched something meanwhile.
 */
export const auditRoutes = async (
  log: EventLog,
  statuses: () => Promise<readonly RouteStatus[]>,
): Promise<readonly RouteAudit[]> => {
  const audits = new Map<string, RouteAudit>();
  let rows = await statuses();
  for (let round = 0; round < mostRecounts && rows.length > 0; round += 1) {
    const recount = await recountAll(log, rows);
    const after = await statuses();
    const busy: RouteStatus[] = [];
    for (const row of rows) {
      const now = after.find(({ id }) => id === row.id);
      // It was removed meanwhile.
      if (!now) continue;
      const recounted = recount(row);
      if (recounted !== undefined && now.matched !== row.matched) busy.push(now);
      else audits.set(row.id, auditOf(now, recounted));
    }
    rows = busy;
  }
  for (const row of rows) audits.set(row.id, auditOf(row, undefined));
  const order = await statuses();
  return order.flatMap(({ id }) => audits.get(id) ?? []);
};

const auditOf = (row: RouteStatus, recounted: number | undefined): RouteAudit => ({
  ...row,
  recounted,
  balanced: addsUp(row) && (recounted ?? row.matched) === row.matched,
});

const addsUp = ({ matched, delivered, skipped, dead, pending, lost }: SubscriptionCounts): boolean =>
  matched === delivered + skipped + dead + pending + lost;

/**
 * Counts the log once, in stretches between the positions that the routes count from. Answers how many events of a route's
 * types it holds; undefined when retention dropped some of them.
 */
const recountAll = async (
  log: EventLog,
  rows: readonly RouteStatus[],
): Promise<(row: RouteStatus) => number | undefined> => {
  const starts = [...new Set(rows.flatMap(({ countedFrom }) => countedFrom ?? []))].sort(
    (one, other) => one - other,
  );
  const stretches: { readonly from: number; readonly types: ReadonlyMap<string, number> }[] = [];
  for (const [index, from] of starts.entries()) {
    const next = starts[index + 1];
    const range = { fromPosition: from, ...(next !== undefined && { toPosition: next - 1 }) };
    stretches.push({ from, types: await log.countByType(range) });
  }
  // Looked up afterwards: retention may be at work. A log that holds nothing cannot tell whether it held something once.
  const { oldestPosition } = await log.stats();
  return ({ countedFrom, on }) => {
    if (countedFrom === undefined || oldestPosition === undefined || oldestPosition > countedFrom)
      return undefined;
    let count = 0;
    for (const { from, types } of stretches) {
      if (from < countedFrom) continue;
      for (const [type, events] of types)
        if (on.some((pattern) => matchesPattern(pattern, type))) count += events;
    }
    return count;
  };
};
