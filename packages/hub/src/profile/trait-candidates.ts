import type { JsonValue } from '@touchline/core';

/** A value that a trait may have, and who says so. */
export interface TraitCandidate {
  /** Null where a source says that there is none, or none any more. */
  readonly value: JsonValue;
  /** The source of the event: `/connectors/acme-crm`. */
  readonly source: string;
  /** When it was last said: milliseconds since the epoch. */
  readonly atMs: number;
  /** How sure the rule is that took it, 0 to 1. */
  readonly confidence: number;
  /** Tells the events of one moment apart. */
  readonly entry: string;
}

/** Traits with all their candidates, newest first. */
export type TraitStates = ReadonlyMap<string, readonly TraitCandidate[]>;

/** So many values of a trait are kept of each source: those that it said last. */
const maxValuesOfSource = 20;
/** So many values are kept of an anchor, over all its traits: those that were said last. */
const maxValues = 2_000;

/**
 * All candidates of both. Each value of a source stands once, with the time at which it was last said. The result is the same
 * whatever the order in which candidates are added, because what is kept of too many are the latest.
 */
export const withCandidates = (
  states: TraitStates,
  told: Iterable<readonly [trait: string, candidate: TraitCandidate]>,
): TraitStates => {
  const added = new Map<string, TraitCandidate[]>();
  for (const [trait, candidate] of told) {
    const list = added.get(trait);
    if (list) list.push(candidate);
    else added.set(trait, [...(states.get(trait) ?? []), candidate]);
  }
  if (added.size === 0) return states;
  const merged = new Map(states);
  for (const [trait, candidates] of added) merged.set(trait, latestOfEach(candidates));
  return withinBound(merged);
};

/** Merges the traits of several anchors. Nothing that either held is left out. */
export const mergeTraits = (all: readonly TraitStates[]): TraitStates => {
  const merged = new Map<string, TraitCandidate[]>();
  for (const states of all)
    for (const [trait, candidates] of states)
      merged.set(trait, [...(merged.get(trait) ?? []), ...candidates]);
  return new Map([...merged].map(([trait, candidates]) => [trait, onePerValue(candidates)]));
};

/** Later first; of one moment what is surer; else by what does not depend on the order in which they came. */
export const byNewest = (one: TraitCandidate, other: TraitCandidate): number =>
  other.atMs - one.atMs ||
  other.confidence - one.confidence ||
  (one.entry === other.entry ? compareTexts(one, other) : one.entry > other.entry ? -1 : 1);

const compareTexts = (one: TraitCandidate, other: TraitCandidate): number => {
  const [oneText, otherText] = [one, other].map(({ source, value }) => JSON.stringify([source, value])) as [
    string,
    string,
  ];
  return oneText === otherText ? 0 : oneText < otherText ? -1 : 1;
};

const onePerValue = (candidates: readonly TraitCandidate[]): readonly TraitCandidate[] => {
  const seen = new Set<string>();
  return candidates.toSorted(byNewest).filter(({ source, value }) => {
    const key = `${source.length}:${source}${JSON.stringify(value)}`;
    return !seen.has(key) && seen.add(key);
  });
};

const latestOfEach = (candidates: readonly TraitCandidate[]): readonly TraitCandidate[] => {
  const counts = new Map<string, number>();
  return onePerValue(candidates).filter(({ source }) => {
    const count = (counts.get(source) ?? 0) + 1;
    counts.set(source, count);
    return count <= maxValuesOfSource;
  });
};

/** Somebody who fills in a form with fields of ever new names does not make a profile grow without end. */
const withinBound = (states: TraitStates): TraitStates => {
  let count = 0;
  for (const candidates of states.values()) count += candidates.length;
  if (count <= maxValues) return states;
  const all = [...states].flatMap(([trait, candidates]) =>
    candidates.map((candidate) => [trait, candidate] as const),
  );
  all.sort(
    ([oneTrait, one], [otherTrait, other]) => byNewest(one, other) || (oneTrait < otherTrait ? -1 : 1),
  );
  const kept = new Map<string, TraitCandidate[]>();
  for (const [trait, candidate] of all.slice(0, maxValues)) {
    const list = kept.get(trait);
    if (list) list.push(candidate);
    else kept.set(trait, [candidate]);
  }
  return kept;
};
