import { hash } from 'node:crypto';
import type { Identifier } from './identifier.ts';

/**
 * Remembers which identifiers were seen together, and since when. An event that brings nothing but what was seen together before it
 * happened says nothing new of who is who, and most events are such: they cost one look into this table.
 *
 * The memory is fixed: each pair of places holds the two tuples that came last, 24 bytes each.
 */
export class SeenTuples {
  /** Two numbers of 48 bits tell a tuple: that two are mixed up is less likely than that the machine errs. */
  readonly #marks: Float64Array;
  /** 0 where nothing is held. Untouched memory costs nothing, so the table is as large as what it holds. */
  readonly #sinceMs: Float64Array;
  readonly #pairs: number;
  readonly #prefix: string;

  /**
   * @param size how many tuples are held.
   * @param prefix a text that nobody outside knows, so that nobody can make tuples that are mixed up.
   */
  constructor(size: number, prefix: string) {
    this.#pairs = Math.max(1, Math.ceil(size / 2));
    this.#marks = new Float64Array(this.#pairs * 4);
    this.#sinceMs = new Float64Array(this.#pairs * 2);
    this.#prefix = prefix;
  }

  /** Stands for the identifiers of an event. */
  markOf(tenant: string, identifiers: readonly Identifier[]): TupleMark {
    let text = `${this.#prefix}${tenant.length}:${tenant}`;
    for (const { namespace, value } of identifiers)
      text += `${namespace.length}:${namespace}${value.length}:${value}`;
    const bytes = hash('sha256', text, 'buffer');
    return [bytes.readUIntBE(0, 6), bytes.readUIntBE(6, 6), bytes.readUInt32BE(12) % this.#pairs];
  }

  /** Whether these identifiers were seen together before that time. */
  isOlder([one, other, pair]: TupleMark, timeMs: number): boolean {
    for (let place = pair * 2; place < pair * 2 + 2; place += 1)
      if (this.#marks[place * 2] === one && this.#marks[place * 2 + 1] === other)
        return this.#sinceMs[place] !== 0 && (this.#sinceMs[place] as number) < timeMs;
    return false;
  }

  /** Remembers that these identifiers are known to have been seen together at that time, which {@link isOlder} did not know. */
  remember([one, other, pair]: TupleMark, timeMs: number): void {
    const first = pair * 2;
    const isFirst = this.#marks[first * 2] === one && this.#marks[first * 2 + 1] === other;
    if (!isFirst) this.#copy(first, first + 1);
    this.#sinceMs[first] = timeMs;
    this.#marks[first * 2] = one;
    this.#marks[first * 2 + 1] = other;
  }

  /** Forgets everything. */
  clear(): void {
    this.#sinceMs.fill(0);
  }

  #copy(from: number, to: number): void {
    this.#marks[to * 2] = this.#marks[from * 2] as number;
    this.#marks[to * 2 + 1] = this.#marks[from * 2 + 1] as number;
    this.#sinceMs[to] = this.#sinceMs[from] as number;
  }
}

/** See {@link SeenTuples.markOf}. */
export type TupleMark = readonly [number, number, number];

/** What the secret prefix of {@link SeenTuples} is derived for. */
export const tuplesPurpose = 'tuples of identifiers';

/** A mark as a text. */
export const keyOfTuple = ([one, other]: TupleMark): string => `${one}-${other}`;
