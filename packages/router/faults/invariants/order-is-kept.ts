import { type Attempt, mayBeDone, seenBy } from '../world/attempt.ts';
import { decisionOf, wants } from '../world/scenario.ts';
import type { World } from '../world/world.ts';
import type { Judge } from './attempt-invariants.ts';
import type { Invariant } from './invariant.ts';

/** Within a route in order, a key's events are settled one after the other, also across retries and restarts. */
export const orderIsKept: readonly [Invariant, Judge] = [
  {
    name: 'order',
    sentence:
      'in a route ordered by partition no event is attempted before the earlier ones of its key are settled',
  },
  (attempt, _before, world) => {
    const { plan, partitionkey: key, position, process } = attempt;
    if (plan.policy.order !== 'partition' || key === undefined) return undefined;
    const together = world.current.find(
      (other) =>
        other.plan === plan &&
        other.partitionkey === key &&
        other.id !== attempt.id &&
        seenBy(other, world.time.elapsedMs) === undefined,
    );
    if (together) return `begins while ${together.id} of its key is under way`;
    if (wasDead(attempt, position, world)) return undefined;
    const unsettled = firstUnsettled(attempt, key, world);
    if (unsettled !== undefined) return `comes before ${unsettled} of its key is settled`;
    const keyName = `${plan.tag}/${key}`;
    const highest = process.highest.get(keyName) ?? 0;
    if (position < highest)
      return `comes after position ${highest} of its key was attempted by the same process`;
    process.highest.set(keyName, position);
    return undefined;
  },
];

const firstUnsettled = (attempt: Attempt, key: string, world: World): string | undefined => {
  const { plan, position } = attempt;
  const from = Math.max(world.journal.startOf(plan.id) ?? 1, world.journal.edge);
  for (let earlier = from; earlier < position; earlier += 1) {
    const event = world.journal.eventAt(earlier);
    if (!event || event.partitionkey !== key || !wants(plan, event)) continue;
    if (wasDead(attempt, earlier, world) || decisionOf(plan, event) !== 'call') continue;
    const facts = world.deliveryOf(plan.tag, event.id);
    const isDone = facts.attempts.some(
      (each) => each.call === plan.calls - 1 && mayBeDone(each, world.time.elapsedMs),
    );
    if (!isDone && !facts.isWithheld) return event.id;
  }
  return undefined;
};

/** A dead letter counts as settled; one that is replayed comes whenever it comes. */
const wasDead = ({ plan }: Attempt, position: number, { journal }: World): boolean =>
  journal.deathOf(plan.id, position) !== undefined;
