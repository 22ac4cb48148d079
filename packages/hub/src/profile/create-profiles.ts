import { type Clock, systemClock } from '@touchline/core';
import type { AnchorId } from '../identity/anchor.ts';
import type { RecordedEvent, RecordingPart } from '../record/recording-part.ts';
import type { HubStorage, HubWrites } from '../storage/hub-storage.ts';
import { type ChannelOf, createChannelOf } from '../timeline/channel-of.ts';
import type { Timeline } from '../timeline/create-timeline.ts';
import { type PlacedEvent, placeEvent } from '../timeline/placed-event.ts';
import { RecentCache } from '../vault/recent-cache.ts';
import type { AnchorKey, Vault } from '../vault/vault.ts';
import {
  type AnchorProfile,
  emptyProfile,
  mergeProfiles,
  type ProfileDefinitions,
  type ProfileState,
  readProfile,
  upToDate,
  withEvents,
  writeProfile,
} from './anchor-profile.ts';
import type { ComputedValue } from './computed/aggregate.ts';
import {
  type CompiledTrait,
  type ComputedTraits,
  compileComputedTraits,
  defaultComputedTraits,
  keyOf,
} from './computed-trait.ts';
import { type Trait, type TraitPolicies, type TraitPolicy, traitResolver } from './trait-policy.ts';
import { defaultTraitRules, type TraitRule, traitReaderOf } from './trait-rule.ts';

/** What the hub learns of people from events, and whom it believes. */
export interface TraitOptions {
  /** Which traits events tell. Default: those of the customer that an event names, of contacts and leads of a CRM, of forms, and what `profile.updated` says. */
  readonly rules?: readonly TraitRule[];
  /** Whom to believe, by the name of the trait. */
  readonly policies?: TraitPolicies;
  /** Whom to believe of all other traits. Default `newest`. */
  readonly policy?: TraitPolicy;
}

/** What profiles are made of. */
export interface ProfilesOptions {
  readonly storage: Pick<HubStorage, 'profiles'>;
  readonly vault: Vault;
  readonly timeline: Pick<Timeline, 'all'>;
  readonly clock?: Clock;
  readonly channelOf?: ChannelOf;
  readonly traits?: TraitOptions | undefined;
  /** Default: {@link defaultComputedTraits}. */
  readonly computed?: ComputedTraits | undefined;
  /** Worked out as well, and not shown: what audiences ask of events. */
  readonly hidden?: readonly CompiledTrait[];
  /** Of how many anchors the profile is kept unsealed in memory, one or two kilobytes each. Default 10,000. */
  readonly maxInMemory?: number | undefined;
}

/** What is known of a person. */
export interface Profile {
  readonly traits: Readonly<Record<string, Trait>>;
  readonly computed: Readonly<Record<string, ComputedValue>>;
}

/** The profiles of all anchors. A person's is merged of those of its anchors. */
export interface Profiles {
  /** Takes events into the profiles of their anchors. One batch after another: each builds on the one before. */
  readonly part: RecordingPart;
  /** What is known of the person that these anchors are. */
  of(anchors: readonly AnchorId[]): Promise<Profile>;
  /** The states of several people, for who reads them in another way. */
  states(people: readonly (readonly AnchorId[])[]): Promise<readonly ProfileState[]>;
  /** A state as a profile. */
  view(state: ProfileState): Profile;
  /** Removes all that is there of these anchors. */
  forget(anchors: Iterable<AnchorId>, writes: HubWrites): void;
}

const context = 'profile';

/**
 * Creates the profiles of a hub.
 *
 * @throws TouchlineError `config.invalid` when a rule, a policy or a computed trait is none.
 */
export const createProfiles = ({
  storage,
  vault,
  timeline,
  clock = systemClock,
  channelOf = createChannelOf(),
  traits: { rules = defaultTraitRules, policies, policy } = {},
  computed = defaultComputedTraits,
  hidden = [],
  maxInMemory = 10_000,
}: ProfilesOptions): Profiles => {
  const shown = compileComputedTraits(computed);
  const definitions: ProfileDefinitions = {
    reader: traitReaderOf(rules),
    readerKey: keyOf('traits', rules),
    computed: [...shown, ...hidden],
  };
  const resolve = traitResolver(policies, policy);
  /** Of use while the storage holds the very bytes, and the vault their key. */
  const unsealed = new RecentCache<AnchorId, { readonly sealed: Uint8Array; readonly text: string }>(
    maxInMemory,
  );

  const read = async (anchors: readonly AnchorId[]): Promise<Map<AnchorId, AnchorProfile>> => {
    const profiles = new Map<AnchorId, AnchorProfile>();
    for (const [anchor, { generation, sealed }] of await storage.profiles.of(anchors)) {
      const key = vault.held(anchor, generation) ?? (await vault.find(anchor, generation));
      // What was sealed by a key that is no more is as if it had never been.
      if (!key) continue;
      const known = unsealed.get(anchor);
      const text =
        known && Buffer.compare(known.sealed, sealed) === 0 ? known.text : key.unseal(sealed, context);
      if (text !== known?.text) unsealed.set(anchor, { sealed, text });
      const profile = readProfile(text);
      profiles.set(anchor, await upToDate(profile, definitions, () => timeline.all([anchor])));
    }
    return profiles;
  };

  const states = async (people: readonly (readonly AnchorId[])[]): Promise<readonly ProfileState[]> => {
    const profiles = await read([...new Set(people.flat())]);
    return people.map((anchors) =>
      mergeProfiles(
        [...new Set(anchors)].flatMap((anchor) => profiles.get(anchor) ?? []),
        definitions.computed,
      ),
    );
  };

  const view = (state: ProfileState): Profile => {
    const nowMs = clock.now();
    return {
      traits: resolve(state.traits),
      computed: Object.fromEntries(
        shown.flatMap(({ name, key, aggregate }) => {
          const value = aggregate.read(state.computed.get(key), nowMs);
          return value === undefined ? [] : [[name, value]];
        }),
      ),
    };
  };

  return {
    part: {
      async prepare(events) {
        const nowMs = clock.now();
        const byAnchor = new Map<AnchorId, PlacedEvent[]>();
        for (const { anchor, event } of events as readonly RecordedEvent[]) {
          const placed = placeEvent(event, nowMs, channelOf);
          const ofAnchor = byAnchor.get(anchor);
          if (ofAnchor) ofAnchor.push(placed);
          else byAnchor.set(anchor, [placed]);
        }
        const anchors = [...byAnchor.keys()];
        const keys = await vault.openForStorage(anchors);
        const profiles = await read(anchors);
        const rows = anchors.map((anchor) => {
          const key = keys.get(anchor) as AnchorKey;
          const before = profiles.get(anchor) ?? emptyProfile(definitions);
          const after = withEvents(before, byAnchor.get(anchor) ?? [], definitions);
          const text = writeProfile(after);
          return { text, row: { anchor, generation: key.generation, sealed: key.seal(text, context) } };
        });
        return (writes) => {
          for (const { row, text } of rows) {
            writes.saveProfile(row);
            unsealed.set(row.anchor, { sealed: row.sealed, text });
          }
        };
      },
    },
    async of(anchors) {
      const [state] = await states([anchors]);
      return view(state as ProfileState);
    },
    states,
    view,
    forget(anchors, writes) {
      for (const anchor of anchors) {
        writes.removeProfile(anchor);
        unsealed.delete(anchor);
      }
    },
  };
};
