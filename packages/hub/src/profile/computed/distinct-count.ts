import { hash } from 'node:crypto';
import { valueAt } from '@touchline/core';
import type { Selector } from '../event-selection.ts';
import type { Aggregate } from './aggregate.ts';

/** How many digests are kept; up to so many values the count is exact. */
const kept = 512;

/** Digests are whole numbers below this. */
const range = 2 ** 48;

/**
 * How many different values there were at a path. Exact up to 512; beyond it an estimate, out by some 4 % (k minimum values): only
 * the smallest digests are kept, of which there are the same whatever the order and however the events were spread over anchors.
 *
 * @see https://dl.acm.org/doi/10.1145/1247480.1247504 on the estimate
 */
export const distinctCountOf = (
  selector: Selector,
  path: readonly string[],
): Aggregate<readonly number[]> => ({
  concerns: selector.concerns,
  add(state, { event }) {
    const value = selector.selects(event) ? valueAt(event, path) : undefined;
    if (value === undefined || value === null) return state;
    const digest = digestOf(value);
    return state?.includes(digest) ? state : smallest([...(state ?? []), digest]);
  },
  merge: (one, other) => smallest([...new Set([...one, ...other])]),
  read(state = []) {
    if (state.length < kept) return state.length;
    return Math.round((kept - 1) / ((state[kept - 1] as number) / range));
  },
});

const smallest = (digests: readonly number[]): readonly number[] =>
  [...digests].sort((one, other) => one - other).slice(0, kept);

const digestOf = (value: unknown): number =>
  Number.parseInt(hash('sha256', JSON.stringify(value), 'hex').slice(0, 12), 16);
