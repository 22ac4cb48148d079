/**
 * Keeps what was used lately: never more than `size` entries, and at least the `size / 2` used last. Cheaper than a list of
 * least recent use, because a use moves nothing but the first of its half.
 */
export class RecentCache<Key, Value> {
  readonly #halfSize: number;
  #recent = new Map<Key, Value>();
  #older = new Map<Key, Value>();

  constructor(size: number) {
    this.#halfSize = Math.max(1, Math.floor(size / 2));
  }

  get(key: Key): Value | undefined {
    const value = this.#recent.get(key);
    if (value !== undefined) return value;
    const older = this.#older.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  set(key: Key, value: Value): void {
    this.#recent.set(key, value);
    if (this.#recent.size < this.#halfSize) return;
    this.#older = this.#recent;
    this.#recent = new Map();
  }

  delete(key: Key): void {
    this.#recent.delete(key);
    this.#older.delete(key);
  }
}
