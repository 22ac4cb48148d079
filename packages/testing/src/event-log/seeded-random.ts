/** A repeatable stream of numbers: equal seeds, equal numbers. */
export interface SeededRandom {
  /** A whole number from 0 up to, not including, `below`. */
  below(below: number): number;
  /** One of the items; they must not be none. */
  oneOf<Item>(items: readonly Item[]): Item;
}

/** A xorshift generator with the shifts 13, 17, 5: https://www.jstatsoft.org/article/view/v008i14 */
export const seededRandom = (seed: number): SeededRandom => {
  // The state may not be 0, and neighbouring seeds should not begin alike.
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  const below = (bound: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % bound;
  };
  return { below, oneOf: (items) => items[below(items.length)] as (typeof items)[number] };
};
