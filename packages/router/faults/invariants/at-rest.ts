import type { StoredEvent } from '@touchline/core';
import type { RouteAudit } from '../../src/router/router.ts';
import { mayBeDone } from '../world/attempt.ts';
import type { WrittenEvent } from '../world/journal.ts';
import { decisionOf, type RoutePlan, wants } from '../world/scenario.ts';
import type { World } from '../world/world.ts';
import type { Complaint, Invariant } from './invariant.ts';

export const rest: Invariant = {
  name: 'rest',
  sentence: 'once the faults end everything that was begun ends, and the router comes to rest',
};
export const closed: Invariant = {
  name: 'closed',
  sentence: 'a closed router lets go of its log and does nothing more',
};
export const lost: Invariant = {
  name: 'lost',
  sentence: 'every acknowledged event is, for every route that wants it, delivered, skipped, dead or pending',
};
export const storedOnce: Invariant = {
  name: 'stored once',
  sentence:
    'each event is stored once, what was refused is not, and what was published together is held together',
};
export const exhausted: Invariant = {
  name: 'exhausted',
  sentence: 'a delivery is given up only after as many attempts, or as long, as its policy says',
};

/** What is wrong once everything is settled; `held` is what reading the log gives. */
export const judgeRest = (
  audit: readonly RouteAudit[],
  held: readonly StoredEvent[],
  world: World,
): Complaint | undefined => {
  const complaints: readonly (readonly [Invariant, string | undefined])[] = [
    [storedOnce, storedWrongly(held, world)],
    [lost, missingOf(world)],
    [lost, unaccountedOf(audit, world)],
    [exhausted, givenUpEarly(world)],
  ];
  for (const [invariant, detail] of complaints) if (detail !== undefined) return { invariant, detail };
  return undefined;
};

const storedWrongly = (held: readonly StoredEvent[], { journal, refused, together }: World) => {
  const written = journal.events.filter(({ position }) => position >= journal.edge);
  const differs = written.findIndex(({ position, event }, index) => {
    const stored = held[index];
    return stored?.position !== position || stored.event.id !== event.id;
  });
  if (differs >= 0 || held.length !== written.length)
    return `reading gives ${held.length} events, where ${written.length} were written`;
  const ids = journal.events.map(({ event }) => event.id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) return `${twice} is stored twice`;
  for (const id of refused) if (journal.positions.has(id)) return `${id} was refused, and is held`;
  for (const group of together) {
    const count = group.filter((id) => journal.positions.has(id)).length;
    if (count > 0 && count < group.length) return `of ${group.join(', ')} only ${count} are held`;
  }
  return undefined;
};

/** What was acknowledged and is not there, or lies before the cursor of a route that should have got it. */
const missingOf = ({ acknowledged, journal, plans, keptWebhooks, feed }: World): string | undefined => {
  for (const { id, routes } of acknowledged) {
    const position = journal.positions.get(id);
    if (position === undefined) return `${id} was acknowledged, and is not held`;
    for (const plan of routes) {
      if (!plans.has(plan)) continue;
      const from = journal.startOf(plan.id);
      if (from === undefined || position < from)
        return `${id} was acknowledged at position ${position} when route ${plan.id} was there, which begins at ${from}`;
    }
  }
  const webhook = keptWebhooks.find((body) => !journal.keptWebhooks.has(body));
  if (webhook !== undefined)
    return 'a webhook that could not be understood was acknowledged, and is not kept';
  const news = feed.find((n) => !journal.positions.has(`p${n}`));
  return news === undefined ? undefined : `p${news} of the polled vendor never came`;
};

/** Recounts what became of every event on every route, from what the vendors saw and the dead letters. */
const unaccountedOf = (audit: readonly RouteAudit[], world: World): string | undefined => {
  for (const plan of world.plans) {
    const row = audit.find(({ id }) => id === plan.id);
    if (!row) return `there is no account of route ${plan.id}`;
    const counts = { delivered: 0, skipped: 0, dead: 0, lost: 0 };
    let missing: string | undefined;
    for (const written of world.journal.events) {
      if (written.position < (world.journal.startOf(plan.id) ?? 0) || !wants(plan, written.event)) continue;
      const fate = fateOf(plan, written, world);
      if (fate === 'missing') missing ??= `${written.event.id} (position ${written.position})`;
      else counts[fate] += 1;
    }
    const told = `${plan.id} counts ${row.delivered} delivered, ${row.skipped} skipped, ${row.dead} dead, ${row.lost} lost, ${row.pending} pending`;
    if (missing !== undefined) return `${missing} was neither delivered nor is it dead on ${told}`;
    // What retention dropped may have been done before the process died, or be one of those to skip.
    const dropped = row.lost > 0 || counts.lost > 0;
    const settled = counts.delivered + counts.skipped + counts.lost;
    const agrees = dropped
      ? settled === row.delivered + row.skipped + row.lost
      : counts.delivered === row.delivered && counts.skipped === row.skipped;
    if (!agrees || counts.dead !== row.dead)
      return `${told}; found were ${counts.delivered} delivered, ${counts.skipped} skipped, ${counts.dead} dead, ${counts.lost} lost`;
  }
  return undefined;
};

const fateOf = (
  plan: RoutePlan,
  { position, event }: WrittenEvent,
  { journal, time, deliveryOf }: World,
): 'delivered' | 'skipped' | 'dead' | 'lost' | 'missing' => {
  const death = journal.deathOf(plan.id, position);
  if (death && death.state !== 'replayed') return 'dead';
  if (decisionOf(plan, event) === 'skip') return 'skipped';
  const { attempts, isWithheld } = deliveryOf(plan.tag, event.id);
  if (isWithheld) return 'skipped';
  const isDone = Array.from({ length: plan.calls }, (_, call) => call).every((call) =>
    attempts.some((attempt) => attempt.call === call && mayBeDone(attempt, time.elapsedMs)),
  );
  if (isDone) return 'delivered';
  return position < journal.edge ? 'lost' : 'missing';
};

const givenUpEarly = ({ plans, journal, deliveryOf, time }: World): string | undefined => {
  if (time.jumps > 0) return undefined;
  for (const plan of plans) {
    const { maxAttempts, maxElapsedMs } = plan.policy.retry;
    for (const { position, code } of journal.deathsOf(plan.id)) {
      if (code !== 'delivery.exhausted') continue;
      const { attempts, gateFailures, lastGateFailureMs } = deliveryOf(
        plan.tag,
        journal.eventAt(position)?.id ?? '',
      );
      const counted = attempts.filter(({ answered }) => answered !== 'window' && answered !== 'reauthorize');
      const first = attempts[0];
      // It counts from when it was handed out, which can be as early as when it was stored.
      const lastMs = Math.max(attempts.at(-1)?.endedMs ?? Number.POSITIVE_INFINITY, lastGateFailureMs);
      const elapsedMs = lastMs - journal.writtenAtMs(position);
      if (counted.length + gateFailures < maxAttempts && elapsedMs < maxElapsedMs)
        return `${first?.id} on ${plan.id} was given up after ${counted.length} of ${maxAttempts} attempts and ${elapsedMs} ms`;
    }
  }
  return undefined;
};
