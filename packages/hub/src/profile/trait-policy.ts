import { type JsonValue, TouchlineError, timestampFromMs } from '@touchline/core';
import { byNewest, type TraitCandidate, type TraitStates } from './trait-candidates.ts';

/**
 * Which of the candidates of a trait is believed:
 *
 * - `newest`: what was said last;
 * - `most_confident`: what the surest rule took, of equals the newest;
 * - `{ mostTrusted }`: what the source says that stands first in the list; connectors by their ids (`acme-crm`), other sources by
 *   how they begin (`/app`). Sources that are not listed come last; of equals the newest;
 * - a pure function that answers one of the candidates, which it gets newest first.
 */
export type TraitPolicy =
  | 'newest'
  | 'most_confident'
  | { readonly mostTrusted: readonly string[] }
  | ((candidates: readonly TraitCandidate[]) => TraitCandidate | undefined);

/** Policies by the names of traits. */
export type TraitPolicies = { readonly [trait: string]: TraitPolicy };

/** A trait with the value that is believed, and those that are not. */
export interface Trait {
  readonly value: JsonValue;
  readonly source: string;
  /** When it was last said: RFC 3339, UTC. */
  readonly at: string;
  readonly confidence: number;
  /** What else was said, newest first. */
  readonly others: readonly Omit<Trait, 'others' | 'policyFailed'>[];
  /** True where a function of yours threw, or answered none of the candidates; the newest was taken instead. */
  readonly policyFailed?: true;
}

/** Chooses among the candidates of all traits. */
export type ResolveTraits = (states: TraitStates) => Readonly<Record<string, Trait>>;

/** @throws TouchlineError `config.invalid` when a policy is none. */
export const traitResolver = (
  policies: TraitPolicies = {},
  byDefault: TraitPolicy = 'newest',
): ResolveTraits => {
  const chosen = new Map(Object.entries(policies).map(([trait, policy]) => [trait, choiceOf(trait, policy)]));
  const otherwise = choiceOf('*', byDefault);
  return (states) =>
    Object.fromEntries(
      [...states]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .flatMap(([trait, candidates]) => {
          const [newest] = candidates;
          if (!newest) return [];
          const winner = (chosen.get(trait) ?? otherwise)(candidates);
          const believed = winner ?? newest;
          const others = candidates.filter((candidate) => candidate !== believed).map(said);
          return [[trait, { ...said(believed), others, ...(!winner && { policyFailed: true as const }) }]];
        }),
    );
};

/** Answers one of the candidates; undefined where it failed. */
type Choice = (candidates: readonly TraitCandidate[]) => TraitCandidate | undefined;

const choiceOf = (trait: string, policy: TraitPolicy): Choice => {
  if (policy === 'newest') return ([newest]) => newest;
  if (policy === 'most_confident')
    return (candidates) =>
      candidates.toSorted((one, other) => other.confidence - one.confidence || byNewest(one, other))[0];
  if (typeof policy === 'function') return guarded(policy);
  if (
    Array.isArray(policy?.mostTrusted) &&
    policy.mostTrusted.every((source) => typeof source === 'string')
  ) {
    const rank = rankerOf(policy.mostTrusted);
    return (candidates) =>
      candidates.toSorted((one, other) => rank(one) - rank(other) || byNewest(one, other))[0];
  }
  throw new TouchlineError(
    'config.invalid',
    `The policy of trait "${trait.slice(0, 100)}" must be newest, most_confident, { mostTrusted: [sources] } or a function.`,
  );
};

const rankerOf = (sources: readonly string[]) => {
  const beginnings = sources.map((source) => (source.startsWith('/') ? source : `/connectors/${source}`));
  return ({ source }: TraitCandidate): number => {
    const rank = beginnings.findIndex(
      (beginning) =>
        source === beginning || source.startsWith(beginning.endsWith('/') ? beginning : `${beginning}/`),
    );
    return rank < 0 ? beginnings.length : rank;
  };
};

/** A function that fails must not cost the whole profile; that it failed stands in the trait. */
const guarded =
  (choose: Choice): Choice =>
  (candidates) => {
    try {
      const chosen = choose(candidates);
      return candidates.find((candidate) => candidate === chosen);
    } catch {
      return undefined;
    }
  };

const said = ({ value, source, atMs, confidence }: TraitCandidate) => ({
  value,
  source,
  at: timestampFromMs(atMs),
  confidence,
});
