/** A repeatable stream of chances: equal seeds, equal streams. */
export interface Random {
  /** From 0 up to, not including, 1. */
  unit(): number;
  /** A whole number from 0 up to, not including, `bound`. */
  below(bound: number): number;
  /** A whole number from `lowest` to `highest`, both included. */
  between(lowest: number, highest: number): number;
  /** True so often: 0 never, 1 always. */
  chance(probability: number): boolean;
  /** One of the items; they must not be none. */
  oneOf<Item>(items: readonly Item[]): Item;
  /** A stream of its own: what is drawn from it later does not shift what is drawn here. */
  fork(): Random;
}

/**
 * A counter that is mixed until it looks like chance, as in SplitMix, with the finalizer of MurmurHash3.
 *
 * @see https://doi.org/10.1145/2714064.2660195
 */
export const createRandom = (seed: number): Random => {
  let state = Math.imul(seed, 0x9e3779b9) | 0;
  const bits = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x85ebca6b);
    mixed ^= mixed >>> 13;
    mixed = Math.imul(mixed, 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };
  const below = (bound: number): number => bits() % bound;
  return {
    unit: () => bits() / 2 ** 32,
    below,
    between: (lowest, highest) => lowest + below(highest - lowest + 1),
    chance: (probability) => bits() < probability * 2 ** 32,
    oneOf: (items) => items[below(items.length)] as (typeof items)[number],
    fork: () => createRandom(bits()),
  };
};
