import type { Attempt } from '../world/attempt.ts';
import type { DeliveryFacts } from '../world/delivery-facts.ts';
import type { World } from '../world/world.ts';
import type { Complaint } from './invariant.ts';
import { keysAreStable } from './keys-are-stable.ts';
import { nothingWithheld } from './nothing-withheld.ts';
import { orderIsKept } from './order-is-kept.ts';
import { doneOnce, neverBlindly, onlyWithReason, writtenIsDone } from './repetition.ts';
import { atMostAsMany, breakersHold, onlyWhatIsWanted, pausedStandStill } from './standing-still.ts';
import { noAttemptBurnt, ratesAreKept, windowsAreKept } from './windows-are-kept.ts';

/** Looks at an attempt at the moment it begins; `before` does not hold it yet. Answers what is wrong, in some words. */
export type Judge = (attempt: Attempt, before: DeliveryFacts, world: World) => string | undefined;

const judges: readonly (readonly [Complaint['invariant'], Judge])[] = [
  onlyWhatIsWanted,
  nothingWithheld,
  pausedStandStill,
  breakersHold,
  atMostAsMany,
  keysAreStable,
  doneOnce,
  neverBlindly,
  onlyWithReason,
  writtenIsDone,
  noAttemptBurnt,
  windowsAreKept,
  ratesAreKept,
  orderIsKept,
];

/** What is wrong about an attempt that begins; undefined when nothing is. */
export const judgeStart = (attempt: Attempt, before: DeliveryFacts, world: World): Complaint | undefined => {
  for (const [invariant, judge] of judges) {
    const detail = judge(attempt, before, world);
    if (detail !== undefined) return { invariant, detail };
  }
  return undefined;
};
