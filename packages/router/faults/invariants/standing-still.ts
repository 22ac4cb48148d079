import { seenBy } from '../world/attempt.ts';
import { decisionOf, wants } from '../world/scenario.ts';
import type { Judge } from './attempt-invariants.ts';
import type { Invariant } from './invariant.ts';

type Rule = readonly [Invariant, Judge];

export const onlyWhatIsWanted: Rule = [
  { name: 'wanted', sentence: 'a route gets only events that it wants, and none once it is removed' },
  ({ plan, position, process }, _before, { journal }) => {
    const event = journal.eventAt(position);
    if (!event) return 'is of an event that is not durable';
    if (process.end !== undefined) return 'comes after its process has ended';
    if (process.removed.has(plan)) return 'comes after its route was removed';
    if (!wants(plan, event) || ['skip', 'throw'].includes(decisionOf(plan, event)))
      return 'is of an event that the route does not want';
    return position < (journal.startOf(plan.id) ?? 0) ? 'lies before the start of the route' : undefined;
  },
];

export const pausedStandStill: Rule = [
  { name: 'paused', sentence: 'a paused route makes no attempt' },
  ({ plan, process, turn }) => {
    const since = process.paused.get(plan);
    return since !== undefined && turn > since ? 'comes although its route is paused' : undefined;
  },
];

export const breakersHold: Rule = [
  { name: 'breaker', sentence: 'an open breaker lets nothing through, a half-open one a single probe' },
  ({ plan, process, id, turn, position }, _before, { journal }) => {
    const breaker = process.breakers.get(plan.id);
    if (breaker?.state === 'open' && turn > breaker.turn) return 'comes although the breaker is open';
    if (breaker?.state !== 'half-open') return undefined;
    const event = journal.eventAt(position);
    const isSecond = breaker.probes.size > 0 && !breaker.probes.has(id);
    // One that ends with an input that is refused tells nothing, and is followed by another.
    if (event && decisionOf(plan, event) === 'call') breaker.probes.add(id);
    return isSecond ? 'is a second probe' : undefined;
  },
];

export const atMostAsMany: Rule = [
  { name: 'concurrency', sentence: 'no more deliveries of a route are under way than its policy allows' },
  ({ plan }, _before, world) => {
    const { elapsedMs } = world.time;
    let underWay = 1;
    for (const other of world.current)
      if (other.plan === plan && seenBy(other, elapsedMs) === undefined) underWay += 1;
    return underWay > plan.policy.concurrency ? `makes ${underWay} at once` : undefined;
  },
];
