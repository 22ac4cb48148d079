import { valueAt } from '@touchline/core';
import type { ProfileState } from '../profile/anchor-profile.ts';
import { recentTimesOf } from '../profile/computed/recent-times.ts';
import { type CompiledTrait, keyOf } from '../profile/computed-trait.ts';
import type { Profile } from '../profile/create-profiles.ts';
import { msOf } from '../profile/duration.ts';
import { type EventSelection, selectorOf } from '../profile/event-selection.ts';
import { comparerOf } from './comparison.ts';
import type { ComputedComparison, DidSomething, Predicate, TraitComparison } from './predicate.ts';

/** A person as it is looked at, at one moment. */
export interface Look {
  readonly state: ProfileState;
  readonly nowMs: number;
  /** Worked out when it is first asked for. */
  profile(): Profile;
}

/** What came of looking. */
export interface Verdict {
  readonly holds: boolean;
  /** It may turn out otherwise from then on, though nothing happens: milliseconds since the epoch. */
  readonly untilMs: number | undefined;
}

/** A predicate, ready to be asked. */
export type Judge = (look: Look) => Verdict;

/** What predicates are made with. */
export interface PredicateTools {
  /** The computed traits that there are, by their names. */
  readonly computed: ReadonlyMap<string, CompiledTrait>;
  /** Wants to know when the latest events of a selection were, at least so many. */
  wantTimes(selection: EventSelection, count: number): WantedTimes;
}

/** Times that somebody wants to know of, and where they will stand. */
export interface WantedTimes {
  readonly selection: EventSelection;
  /** So many, once all have said what they want. */
  count: number;
}

/** Takes a predicate apart once. It must be a valid one, whose computed traits there are. */
export const judgeOf = (predicate: Predicate, tools: PredicateTools): Judge => {
  if ('all' in predicate) return every(predicate.all.map((part) => judgeOf(part, tools)));
  if ('any' in predicate) return some(predicate.any.map((part) => judgeOf(part, tools)));
  if ('not' in predicate) {
    const judge = judgeOf(predicate.not, tools);
    return (look) => {
      const { holds, untilMs } = judge(look);
      return { holds: !holds, untilMs };
    };
  }
  if ('did' in predicate) return didJudge(predicate, tools);
  return 'trait' in predicate ? traitJudge(predicate) : computedJudge(predicate, tools);
};

const every =
  (judges: readonly Judge[]): Judge =>
  (look) => {
    const verdicts = judges.map((judge) => judge(look));
    return {
      holds: verdicts.every(({ holds }) => holds),
      untilMs: earliest(verdicts.map(({ untilMs }) => untilMs)),
    };
  };

const some =
  (judges: readonly Judge[]): Judge =>
  (look) => {
    const verdicts = judges.map((judge) => judge(look));
    return {
      holds: verdicts.some(({ holds }) => holds),
      untilMs: earliest(verdicts.map(({ untilMs }) => untilMs)),
    };
  };

const traitJudge = (predicate: TraitComparison): Judge => {
  const compare = comparerOf(predicate);
  const { trait, at } = predicate;
  return ({ profile, nowMs }) => {
    const { traits } = profile();
    const value = Object.hasOwn(traits, trait) ? traits[trait]?.value : undefined;
    return compare(partOf(value, at), nowMs);
  };
};

const computedJudge = (predicate: ComputedComparison, { computed }: PredicateTools): Judge => {
  const compare = comparerOf(predicate);
  const { key, aggregate } = computed.get(predicate.computed) as CompiledTrait;
  return ({ state, nowMs }) => {
    const own = state.computed.get(key);
    const verdict = compare(partOf(aggregate.read(own, nowMs), predicate.at), nowMs);
    return { ...verdict, untilMs: earliest([verdict.untilMs, aggregate.changesAtMs?.(own, nowMs)]) };
  };
};

const partOf = (value: unknown, at: string | undefined): unknown =>
  at === undefined ? value : valueAt(value, at.split('.'));

/** Whether there were as many within the time is decided by the one event that makes the number full. */
const didJudge = (
  { did, times = { atLeast: 1 }, within }: DidSomething,
  { wantTimes }: PredicateTools,
): Judge => {
  const { atLeast = 0, atMost = Number.POSITIVE_INFINITY } = times;
  const tooMany = atMost + 1;
  const wanted = wantTimes(did, Math.max(1, atLeast, Number.isFinite(tooMany) ? tooMany : 0));
  const windowMs = within && msOf(within);
  let key: string | undefined;
  return ({ state, nowMs }) => {
    key ??= keyOfTimes(wanted);
    const latest = (state.computed.get(key) ?? []) as readonly number[];
    const counted = windowMs === undefined ? latest : latest.filter((atMs) => atMs > nowMs - windowMs);
    const turnsAt = (count: number): number | undefined => {
      const full = windowMs === undefined || count < 1 ? undefined : counted[count - 1];
      return full === undefined ? undefined : full + (windowMs as number);
    };
    return {
      holds: counted.length >= atLeast && counted.length <= atMost,
      untilMs: earliest([turnsAt(atLeast), Number.isFinite(tooMany) ? turnsAt(tooMany) : undefined]),
    };
  };
};

/** The first of the times that there are. */
export const earliest = (times: readonly (number | undefined)[]): number | undefined => {
  const some = times.filter((time) => time !== undefined);
  return some.length === 0 ? undefined : Math.min(...some);
};

/** Gathers what predicates want to know of events, so that those who ask the same share it. */
export const createWantedTimes = () => {
  const wanted = new Map<string, WantedTimes>();
  return {
    want(selection: EventSelection, count: number): WantedTimes {
      const name = JSON.stringify(selection);
      const there = wanted.get(name) ?? { selection, count };
      there.count = Math.max(there.count, count);
      wanted.set(name, there);
      return there;
    },
    /** What is worked out for them, once all have said what they want. */
    compiled(): readonly CompiledTrait[] {
      return [...wanted.values()].map((times) => ({
        name: 'did',
        key: keyOfTimes(times),
        aggregate: recentTimesOf(selectorOf(times.selection), times.count),
      }));
    },
  };
};

const keyOfTimes = ({ selection, count }: WantedTimes): string => keyOf('did', [selection, count]);
