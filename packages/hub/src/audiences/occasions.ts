import type { TouchlineEvent } from '@touchline/core';
import type { AnchorId } from '../identity/anchor.ts';
import type { Person } from '../profile/person.ts';
import type { AudienceReason, Cause, ChangedRow } from './audience-storage.ts';

/** Somebody to look at, and why. */
export interface Occasion {
  readonly person: Person;
  readonly reason: AudienceReason;
  readonly cause: Cause | undefined;
}

/** Each person once, for the weightiest of the reasons, with the latest cause. */
export const occasionsOf = (
  changed: readonly ChangedRow[],
  due: readonly AnchorId[],
  persons: ReadonlyMap<AnchorId, Person>,
): readonly Occasion[] => {
  const occasions = new Map<AnchorId, Occasion>();
  const add = (anchor: AnchorId, reason: AudienceReason, cause: Cause | undefined): void => {
    const person = persons.get(anchor);
    if (!person) return;
    const there = occasions.get(person.id);
    const isWeightier = !there || reasons.indexOf(reason) >= reasons.indexOf(there.reason);
    occasions.set(person.id, {
      person,
      reason: isWeightier ? reason : there.reason,
      cause: cause ?? there?.cause,
    });
  };
  for (const anchor of due) add(anchor, 'time', undefined);
  for (const { anchor, reason, cause } of changed) add(anchor, reason, cause);
  return [...occasions.values()];
};

/** The weightiest last: an event that makes two people one is first of all a merge. */
const reasons: readonly AudienceReason[] = ['time', 'definition', 'profile', 'split', 'merge'];

/**
 * What an entry or an exit follows from. Where the news came from is not carried on: that somebody entered an audience is news to
 * the very system that told the last thing which was needed for it.
 */
export const causeOf = ({ id, correlationid, causationdepth = 0 }: TouchlineEvent): Cause => ({
  causationid: id,
  causationdepth: causationdepth + 1,
  correlationid: correlationid ?? id,
});
