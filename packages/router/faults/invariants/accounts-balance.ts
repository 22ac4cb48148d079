import type { RouteAudit } from '../../src/router/router.ts';
import { type RoutePlan, wants } from '../world/scenario.ts';
import type { World } from '../world/world.ts';
import type { Complaint, Invariant } from './invariant.ts';

export const balance: Invariant = {
  name: 'balance',
  sentence: 'at any moment matched = delivered + skipped + dead + pending + lost on every route',
};
export const recount: Invariant = {
  name: 'recount',
  sentence: 'what a route says it matched, and what died on it, is what storage holds',
};

/** How storage stood, as far as the process had heard, while an audit was made. */
export interface Moment {
  readonly events: number;
  readonly commits: number;
}

export const momentOf = ({ journal }: World): Moment => ({
  events: journal.heard,
  commits: journal.commits,
});

/** What is wrong with an audit that was made since a moment. */
export const judgeAudit = (
  audit: readonly RouteAudit[],
  since: Moment,
  world: World,
): Complaint | undefined => {
  for (const row of audit) {
    const plan = [...world.plans].find(({ id }) => id === row.id);
    const detail = imbalanceOf(row);
    if (detail) return { invariant: balance, detail: `${row.id}: ${detail}` };
    const miscount = plan && miscountOf(plan, row, since, world);
    if (miscount) return { invariant: recount, detail: `${row.id}: ${miscount}` };
  }
  return undefined;
};

const imbalanceOf = (row: RouteAudit): string | undefined => {
  const { matched, delivered, skipped, dead, pending, lost, parked } = row;
  const told = `matched ${matched}, delivered ${delivered}, skipped ${skipped}, dead ${dead}, pending ${pending}, lost ${lost}, parked ${parked}`;
  const counts = [matched, delivered, skipped, dead, pending, lost, parked];
  const sound = counts.every((count) => Number.isSafeInteger(count) && count >= 0) && parked <= pending;
  const adds = matched === delivered + skipped + dead + pending + lost;
  return sound && adds && row.balanced ? undefined : told;
};

const miscountOf = (
  plan: RoutePlan,
  { matched, dead, countedFrom }: RouteAudit,
  since: Moment,
  world: World,
): string | undefined => {
  const { journal } = world;
  const from = journal.startOf(plan.id);
  if (from !== countedFrom) return `counts from ${countedFrom}, and began at ${from}`;
  const matching = journal.events.filter(
    ({ position, event }) => position >= (from ?? 0) && wants(plan, event),
  );
  const before = matching.filter(({ position }) => position <= since.events).length;
  if (matched < before || matched > matching.length)
    return `matched ${matched}, where storage holds ${before} to ${matching.length}`;
  if (journal.commits > since.commits) return undefined;
  const letters = journal.deathsOf(plan.id).filter(({ state }) => state !== 'replayed').length;
  return dead === letters ? undefined : `counts ${dead} dead, where storage had ${letters}`;
};
