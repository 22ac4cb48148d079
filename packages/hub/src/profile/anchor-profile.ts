import type { JsonValue } from '@touchline/core';
import type { PlacedEvent } from '../timeline/placed-event.ts';
import type { CompiledTrait } from './computed-trait.ts';
import { mergeTraits, type TraitCandidate, type TraitStates, withCandidates } from './trait-candidates.ts';
import type { TraitReader } from './trait-rule.ts';

/** What is known of one anchor, or of a person: the same thing, since the one is merged into the other. */
export interface ProfileState {
  readonly traits: TraitStates;
  /** By the keys of the definitions. */
  readonly computed: ReadonlyMap<string, unknown>;
}

/** The state of an anchor, with what it was made by. */
export interface AnchorProfile extends ProfileState {
  /** The keys of the definitions that have seen all events of the anchor. */
  readonly seenBy: ReadonlySet<string>;
}

/** What profiles are made by. */
export interface ProfileDefinitions {
  readonly reader: TraitReader;
  /** Stands for the rules of the reader. */
  readonly readerKey: string;
  readonly computed: readonly CompiledTrait[];
}

/** The keys of all definitions. */
export const keysOf = ({ readerKey, computed }: ProfileDefinitions): ReadonlySet<string> =>
  new Set([readerKey, ...computed.map(({ key }) => key)]);

/** Nothing is known yet, and every definition has seen that. */
export const emptyProfile = (definitions: ProfileDefinitions): AnchorProfile => ({
  traits: new Map(),
  computed: new Map(),
  seenBy: keysOf(definitions),
});

/** The state after more events. */
export const withEvents = (
  profile: AnchorProfile,
  events: readonly PlacedEvent[],
  definitions: ProfileDefinitions,
): AnchorProfile => ({
  ...profile,
  traits: withCandidates(
    profile.traits,
    events.flatMap((placed) => definitions.reader.read(placed)),
  ),
  computed: computedWith(profile.computed, events, definitions.computed),
});

/**
 * Brings a state up to definitions that have changed since it was made: those that are new see all events of the anchor, those that
 * are gone are dropped.
 */
export const upToDate = async (
  profile: AnchorProfile,
  definitions: ProfileDefinitions,
  allEvents: () => AsyncIterable<PlacedEvent>,
): Promise<AnchorProfile> => {
  const wanted = keysOf(definitions);
  const missing = [...wanted].some((key) => !profile.seenBy.has(key));
  const gone = [...profile.seenBy].some((key) => !wanted.has(key));
  if (!missing && !gone) return profile;
  const readsTraits = !profile.seenBy.has(definitions.readerKey);
  const added = definitions.computed.filter(({ key }) => !profile.seenBy.has(key));
  let traits: TraitStates = readsTraits ? new Map() : profile.traits;
  let computed: ReadonlyMap<string, unknown> = new Map(
    [...profile.computed].filter(([key]) => wanted.has(key)),
  );
  if (missing)
    for await (const placed of allEvents()) {
      if (readsTraits) traits = withCandidates(traits, definitions.reader.read(placed));
      computed = computedWith(computed, [placed], added);
    }
  return { traits, computed, seenBy: wanted };
};

/** Merges the states of anchors into that of a person. */
export const mergeProfiles = (
  profiles: readonly ProfileState[],
  computed: readonly CompiledTrait[],
): ProfileState => {
  const [only] = profiles;
  if (only && profiles.length === 1) return only;
  const merged = new Map<string, unknown>();
  for (const { key, aggregate } of computed) {
    const states = profiles
      .map((profile) => profile.computed.get(key))
      .filter((state) => state !== undefined);
    const [first, ...others] = states;
    if (first !== undefined) merged.set(key, others.reduce(aggregate.merge, first));
  }
  return { traits: mergeTraits(profiles.map(({ traits }) => traits)), computed: merged };
};

const computedWith = (
  states: ReadonlyMap<string, unknown>,
  events: readonly PlacedEvent[],
  computed: readonly CompiledTrait[],
): ReadonlyMap<string, unknown> => {
  const next = new Map(states);
  for (const placed of events)
    for (const { key, aggregate } of computed) {
      if (!aggregate.concerns(placed.event.type)) continue;
      const state = aggregate.add(next.get(key), placed);
      if (state !== undefined) next.set(key, state);
    }
  return next;
};

/** A profile as text. */
export const writeProfile = ({ traits, computed, seenBy }: AnchorProfile): string =>
  JSON.stringify({
    traits: [...traits].map(([trait, candidates]) => [
      trait,
      candidates.map(({ value, source, atMs, confidence, entry }) => [
        value,
        source,
        atMs,
        confidence,
        entry,
      ]),
    ]),
    computed: [...computed],
    seenBy: [...seenBy],
  });

/** What {@link writeProfile} wrote. Only the hub's own key seals one, so its form is not checked again. */
export const readProfile = (text: string): AnchorProfile => {
  const { traits, computed, seenBy } = JSON.parse(text) as WrittenProfile;
  return {
    traits: new Map(
      traits.map(([trait, candidates]) => [
        trait,
        candidates.map(
          ([value, source, atMs, confidence, entry]): TraitCandidate => ({
            value,
            source,
            atMs,
            confidence,
            entry,
          }),
        ),
      ]),
    ),
    computed: new Map(computed),
    seenBy: new Set(seenBy),
  };
};

interface WrittenProfile {
  readonly traits: readonly (readonly [
    trait: string,
    candidates: readonly (readonly [JsonValue, string, number, number, string])[],
  ])[];
  readonly computed: readonly (readonly [key: string, state: unknown])[];
  readonly seenBy: readonly string[];
}
