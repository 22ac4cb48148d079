import { valueAt } from '@touchline/core';
import type { PlacedEvent } from '../../timeline/placed-event.ts';
import type { Selector } from '../event-selection.ts';
import type { Aggregate } from './aggregate.ts';

/** How many events there were. */
export const countOf = (selector: Selector): Aggregate<number> => ({
  concerns: selector.concerns,
  add: (state, { event }) => (selector.selects(event) ? (state ?? 0) + 1 : state),
  merge: (one, other) => one + other,
  read: (state) => state ?? 0,
});

/** Numbers are added in billionths and without end, because floating point would depend on the order. */
const decimals = 9;

/** The sum of the numbers at a path, exact to nine decimals. Numbers of 10^15 and more are left out. */
export const sumOf = (selector: Selector, path: readonly string[]): Aggregate<string> => ({
  concerns: selector.concerns,
  add(state, { event }) {
    const value = selector.selects(event) ? valueAt(event, path) : undefined;
    if (typeof value !== 'number' || !(Math.abs(value) < 1e15)) return state;
    return addTexts(state, value.toFixed(decimals).replace('.', ''));
  },
  merge: addTexts,
  read: (state) => (state === undefined ? 0 : Number(BigInt(state)) / 10 ** decimals),
});

/** Money that counts for more, or for less. */
export interface MoneyTermSelector {
  readonly selector: Selector;
  /** The first path at which there is money. */
  readonly paths: readonly (readonly string[])[];
  readonly sign: 1 | -1;
}

/** Sums by currency, in minor units, as texts of whole numbers of any size. */
type Sums = Readonly<Record<string, string>>;

/** The sums of amounts of money, each currency by itself: currencies are never added. */
export const moneyOf = (terms: readonly MoneyTermSelector[]): Aggregate<Sums> => ({
  concerns: (type) => terms.some(({ selector }) => selector.concerns(type)),
  add(state, placed) {
    let sums = state;
    for (const term of terms) {
      const amount = amountOf(term, placed);
      if (amount)
        sums = {
          ...sums,
          [amount.currency]: addTexts(sums?.[amount.currency], String(term.sign * amount.amountMinor)),
        };
    }
    return sums;
  },
  merge: (one, other) => {
    const sums: Record<string, string> = { ...one };
    for (const [currency, amount] of Object.entries(other)) sums[currency] = addTexts(sums[currency], amount);
    return sums;
  },
  read: (state) =>
    Object.fromEntries(
      Object.entries(state ?? {})
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([currency, amount]) => [currency, Number(amount)]),
    ),
});

const amountOf = ({ selector, paths }: MoneyTermSelector, { event }: PlacedEvent) => {
  if (!selector.selects(event)) return undefined;
  for (const path of paths) {
    const currency = valueAt(event, [...path, 'currency']);
    const amountMinor = valueAt(event, [...path, 'amountMinor']);
    if (Number.isSafeInteger(amountMinor) && typeof currency === 'string' && /^[A-Z]{3}$/.test(currency))
      return { amountMinor: amountMinor as number, currency };
  }
  return undefined;
};

function addTexts(one: string | undefined, other: string): string {
  return one === undefined ? String(BigInt(other)) : String(BigInt(one) + BigInt(other));
}
