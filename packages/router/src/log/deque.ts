/** A double-ended queue over a ring of slots: every operation takes constant time, and shifting never copies. */
export class Deque<Item> {
  #slots: (Item | undefined)[] = new Array(16);
  #mask = 15;
  #first = 0;
  length = 0;

  push(item: Item): void {
    if (this.length > this.#mask) this.#grow();
    this.#slots[(this.#first + this.length) & this.#mask] = item;
    this.length += 1;
  }

  unshift(item: Item): void {
    if (this.length > this.#mask) this.#grow();
    this.#first = (this.#first - 1) & this.#mask;
    this.#slots[this.#first] = item;
    this.length += 1;
  }

  shift(): Item | undefined {
    if (this.length === 0) return undefined;
    const item = this.#slots[this.#first];
    this.#slots[this.#first] = undefined;
    this.#first = (this.#first + 1) & this.#mask;
    this.length -= 1;
    return item;
  }

  /** The item at this place, from 0 at the front. */
  at(index: number): Item | undefined {
    return index < this.length ? this.#slots[(this.#first + index) & this.#mask] : undefined;
  }

  /** Puts another item at a place that is taken. */
  replace(index: number, item: Item): void {
    this.#slots[(this.#first + index) & this.#mask] = item;
  }

  #grow(): void {
    const grown: (Item | undefined)[] = new Array(this.#slots.length * 2);
    for (let index = 0; index < this.length; index += 1) grown[index] = this.at(index);
    this.#slots = grown;
    this.#mask = grown.length - 1;
    this.#first = 0;
  }
}
