import { type JsonValue, timestampFromMs, valueAt } from '@touchline/core';
import { isNewer } from '../../timeline/timeline-order.ts';
import type { Selector } from '../event-selection.ts';
import { asTraitValue } from '../trait-value.ts';
import type { Aggregate, ComputedValue } from './aggregate.ts';

/** When the first, or the last, of the events was. */
export const seenAt = (selector: Selector, which: 'first' | 'last'): Aggregate<number> => {
  const choose = which === 'first' ? Math.min : Math.max;
  return {
    concerns: selector.concerns,
    add: (state, { event, atMs }) => (selector.selects(event) ? choose(state ?? atMs, atMs) : state),
    merge: (one, other) => choose(one, other),
    read: (state) => (state === undefined ? undefined : timestampFromMs(state)),
  };
};

/** The highest, or the lowest, of the numbers at a path. */
export const extremeOf = (
  selector: Selector,
  path: readonly string[],
  which: 'highest' | 'lowest',
): Aggregate<number> => {
  const choose = which === 'lowest' ? Math.min : Math.max;
  return {
    concerns: selector.concerns,
    add(state, { event }) {
      const value = selector.selects(event) ? valueAt(event, path) : undefined;
      return typeof value === 'number' && Number.isFinite(value) ? choose(state ?? value, value) : state;
    },
    merge: (one, other) => choose(one, other),
    read: (state) => state,
  };
};

/** A value and the place of the event that held it. */
interface PlacedValue {
  readonly atMs: number;
  readonly entry: string;
  readonly value: JsonValue;
}

/** The value at a path of the latest, or the earliest, event that has one. */
export const valueSeen = (
  selector: Selector,
  path: readonly string[],
  which: 'latest' | 'earliest',
): Aggregate<PlacedValue> => {
  const choose = (one: PlacedValue, other: PlacedValue): PlacedValue =>
    isNewer(one, other) === (which === 'latest') ? one : other;
  return {
    concerns: selector.concerns,
    add(state, { event, atMs, entry }) {
      const value = selector.selects(event) ? asTraitValue(valueAt(event, path)) : undefined;
      if (value === undefined) return state;
      return state === undefined ? { atMs, entry, value } : choose(state, { atMs, entry, value });
    },
    merge: choose,
    read: (state) => state?.value as ComputedValue | undefined,
  };
};
