import type { TypeFilter } from './type-filter.ts';

/**
 * Who wants which event type. The answer for a type is worked out once and kept, so a match costs one look-up,
 * however many subscriptions there are.
 */
export class TypeIndex<Member> {
  readonly #exact = new Map<string, Set<Member>>();
  readonly #prefixes = new Map<string, Set<Member>>();
  readonly #all = new Set<Member>();
  readonly #answers = new Map<string, readonly Member[]>();

  add(member: Member, filter: TypeFilter): void {
    for (const set of this.#setsOf(filter)) set.add(member);
    this.#answers.clear();
  }

  remove(member: Member, filter: TypeFilter): void {
    for (const set of this.#setsOf(filter)) set.delete(member);
    for (const type of filter.exact) dropEmpty(this.#exact, type);
    for (const prefix of filter.prefixes) dropEmpty(this.#prefixes, prefix);
    this.#answers.clear();
  }

  /** All members that want this type, each once. */
  match(type: string): readonly Member[] {
    return this.#answers.get(type) ?? this.#answer(type);
  }

  #answer(type: string): readonly Member[] {
    const members = new Set([...this.#all, ...(this.#exact.get(type) ?? [])]);
    for (let dot = type.indexOf('.'); dot >= 0; dot = type.indexOf('.', dot + 1))
      for (const member of this.#prefixes.get(type.slice(0, dot + 1)) ?? []) members.add(member);
    const answer = [...members];
    // Types come from outside: a flood of invented ones must not fill the memory.
    if (this.#answers.size >= mostAnswersKept) this.#answers.clear();
    this.#answers.set(type, answer);
    return answer;
  }

  #setsOf(filter: TypeFilter): Set<Member>[] {
    if (filter.all) return [this.#all];
    return [
      ...[...filter.exact].map((type) => setAt(this.#exact, type)),
      ...filter.prefixes.map((prefix) => setAt(this.#prefixes, prefix)),
    ];
  }
}

const mostAnswersKept = 10_000;

const setAt = <Member>(map: Map<string, Set<Member>>, key: string): Set<Member> => {
  const set = map.get(key) ?? new Set<Member>();
  map.set(key, set);
  return set;
};

const dropEmpty = <Member>(map: Map<string, Set<Member>>, key: string): void => {
  if (map.get(key)?.size === 0) map.delete(key);
};
