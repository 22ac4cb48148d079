import { msOf } from '../profile/duration.ts';
import type { Comparable, Comparison } from './predicate.ts';

/** What came of comparing a value; see `Verdict`. */
export interface Compared {
  readonly holds: boolean;
  readonly untilMs: number | undefined;
}

/** Compares a value, which is undefined where there is none. */
export type Comparer = (value: unknown, nowMs: number) => Compared;

/** Takes a comparison apart once. */
export const comparerOf = (comparison: Comparison): Comparer => {
  const { exists, is, isNot, atLeast, atMost, moreThan, lessThan, contains, olderThan, newerThan } =
    comparison;
  const tests: ((value: unknown) => boolean)[] = [];
  if (exists !== undefined) tests.push((value) => (value !== undefined && value !== null) === exists);
  if (is !== undefined) tests.push((value) => isOneOf(value, is));
  if (isNot !== undefined) tests.push((value) => !isOneOf(value, isNot));
  const compareNumber = (
    bound: number | undefined,
    holds: (value: number, bound: number) => boolean,
  ): void => {
    if (bound !== undefined) tests.push((value) => typeof value === 'number' && holds(value, bound));
  };
  compareNumber(atLeast, (value, bound) => value >= bound);
  compareNumber(atMost, (value, bound) => value <= bound);
  compareNumber(moreThan, (value, bound) => value > bound);
  compareNumber(lessThan, (value, bound) => value < bound);
  if (contains !== undefined)
    tests.push((value) =>
      Array.isArray(value)
        ? value.includes(contains)
        : typeof value === 'string' && value.includes(String(contains)),
    );
  const oldMs = olderThan && msOf(olderThan);
  const newMs = newerThan && msOf(newerThan);

  return (value, nowMs) => {
    const holds = tests.every((test) => test(value));
    if (oldMs === undefined && newMs === undefined) return { holds, untilMs: undefined };
    const atMs = typeof value === 'string' ? Date.parse(value) : Number.NaN;
    if (Number.isNaN(atMs)) return { holds: false, untilMs: undefined };
    const turns = [oldMs, newMs].flatMap((ms) => (ms !== undefined && atMs + ms > nowMs ? [atMs + ms] : []));
    const isOldEnough = oldMs === undefined || atMs + oldMs <= nowMs;
    const isNewEnough = newMs === undefined || atMs + newMs > nowMs;
    return {
      holds: holds && isOldEnough && isNewEnough,
      untilMs: turns.length === 0 ? undefined : Math.min(...turns),
    };
  };
};

const isOneOf = (value: unknown, wanted: Comparable | readonly Comparable[]): boolean =>
  Array.isArray(wanted) ? wanted.includes(value as Comparable) : wanted === value;
