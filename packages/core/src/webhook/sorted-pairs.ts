import type { FormPair } from './form-body.ts';

/** How {@link joinSortedPairs} joins. */
export interface JoinPairsOptions {
  /** Between a name and its value. Default: nothing. */
  readonly equals?: string;
  /** Between one pair and the next. Default: nothing. */
  readonly between?: string;
}

/**
 * Pairs in the order of their names, then of their values (by UTF-16 code units), joined into one text; a
 * pair that is repeated counts once. What several senders sign of a form or a query: `Digits1234From+1415…`.
 */
export const joinSortedPairs = (
  pairs: readonly FormPair[],
  { equals = '', between = '' }: JoinPairsOptions = {},
): string =>
  [...pairs]
    .sort(byNameThenValue)
    .filter((pair, index, sorted) => index === 0 || byNameThenValue(pair, sorted[index - 1] ?? pair) !== 0)
    .map(([name, value]) => name + equals + value)
    .join(between);

const byNameThenValue = (left: FormPair, right: FormPair): number =>
  order(left[0], right[0]) || order(left[1], right[1]);

const order = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
