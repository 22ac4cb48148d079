import { type Clock, type EventMap, type Stream, TouchlineError, toTouchlineError } from '@touchline/core';
import { type Audiences, compileAudiences } from '../audiences/compile-audiences.ts';
import { createAudiences } from '../audiences/create-audiences.ts';
import { publishAnnouncements } from '../audiences/publish-announcements.ts';
import type { ConversationRules } from '../conversations/conversation.ts';
import { createConversations } from '../conversations/create-conversations.ts';
import type { ErasurePart } from '../erasure/erasure-part.ts';
import { isAnchorId } from '../identity/anchor.ts';
import type { PersonsListener } from '../identity/persons-change.ts';
import { type ComputedTraits, defaultComputedTraits } from '../profile/computed-trait.ts';
import { createProfiles, type Profiles, type TraitOptions } from '../profile/create-profiles.ts';
import type { Person, PersonDirectory } from '../profile/person.ts';
import type { RecordingPart } from '../record/recording-part.ts';
import type { HubStorage } from '../storage/hub-storage.ts';
import { type ChannelRule, createChannelOf } from '../timeline/channel-of.ts';
import { createTimeline, type Timeline } from '../timeline/create-timeline.ts';
import type { Vault } from '../vault/vault.ts';
import { createWatch } from '../watch/create-watch.ts';
import type { CustomerView, HubAudiences } from './customer-view.ts';

/** What of a hub says how customers are seen. */
export interface ViewOptions {
  /** What is learnt of customers from events, and whom to believe. */
  readonly traits?: TraitOptions;
  /** What is worked out from events. Default: {@link defaultComputedTraits}. */
  readonly computed?: ComputedTraits;
  /** Who belongs together. Entries and exits are published as events. */
  readonly audiences?: Audiences;
  /** Which channel events belong to; yours come before what Touchline knows of its own. */
  readonly channels?: readonly ChannelRule[];
  /** What belongs into one conversation. */
  readonly conversations?: ConversationRules;
}

/** What the view of customers works with. */
export interface CustomerViewOptions extends ViewOptions {
  readonly storage: HubStorage;
  readonly vault: Vault;
  readonly people: PersonDirectory;
  /** Of how many anchors. */
  readonly profilesInMemory?: number | undefined;
  readonly clock: Clock;
  /** Resolves once it is known who is who. */
  readonly ready: () => Promise<unknown>;
  /** Does work while nobody is recorded and nobody erased. */
  readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly onError: (error: TouchlineError) => void;
}

/** What is known of customers besides who they are, put together. */
export interface AssembledView {
  readonly timeline: Timeline;
  readonly profiles: Profiles;
  readonly parts: readonly RecordingPart[];
  readonly erasure: ErasurePart;
  readonly customers: CustomerView;
  readonly audiences: HubAudiences;
  /** Of the hub's connector. */
  readonly stream: Stream<EventMap, Record<string, never>>;
  /** Is told of every change of who is who, within its transaction. */
  readonly regrouped: PersonsListener;
  /** Who is who may have changed, and that is durable. */
  changed(): void;
  start(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Puts together timelines, profiles, audiences, conversations and the watch.
 *
 * @throws TouchlineError `config.invalid`
 */
export const createCustomerView = (options: CustomerViewOptions): AssembledView => {
  const { storage, vault, people, clock, ready, inTurn, onError } = options;
  const { traits, computed = defaultComputedTraits, audiences = {}, channels, conversations } = options;
  const channelOf = createChannelOf(channels);
  const compiled = compileAudiences(audiences, computed);
  const timeline = createTimeline({ storage, vault, clock, channelOf });
  const profiles = createProfiles({
    storage,
    vault,
    timeline,
    clock,
    channelOf,
    traits,
    computed,
    hidden: compiled.hidden,
    maxInMemory: options.profilesInMemory,
  });
  const keeper = createAudiences({
    storage,
    profiles,
    people,
    compiled,
    clock,
    inTurn,
    timeline: { keep: timeline, vault },
    onChanges: (rows) => watch.announced(rows),
    onError,
  });
  const watch = createWatch({ people, profiles, audiences: keeper, clock, channelOf });
  const talks = createConversations(timeline, conversations);

  let starting: Promise<void> | undefined;
  /** Whatever of the hub is used first. */
  const start = (): Promise<void> => {
    starting ??= ready()
      .then(() => keeper.start())
      .catch((thrown: unknown) => {
        starting = undefined;
        throw thrown;
      });
    return starting;
  };

  const find = async (id: string, tenant: string): Promise<Person | undefined> => {
    await ready();
    const person = isAnchorId(id) ? (await people.of([id])).get(id) : undefined;
    return person?.tenant === tenant ? person : undefined;
  };
  const known = async (id: string, tenant: string): Promise<Person> => {
    const person = await find(id, tenant);
    if (person) return person;
    throw new TouchlineError('hub.customer_unknown', 'There is no such customer.');
  };

  return {
    timeline,
    profiles,
    parts: [
      profiles.part,
      timeline.part,
      keeper.part,
      {
        prepare: async () => () => {},
        recorded(events) {
          start().catch((thrown: unknown) => onError(toTouchlineError(thrown)));
          watch.recorded(events);
        },
      },
    ],
    erasure: {
      prepare: async ({ anchors }) => ({
        write(writes) {
          timeline.forget(anchors, writes);
          profiles.forget(anchors, writes);
          keeper.forget(anchors, writes);
        },
        written: watch.regrouped,
      }),
    },
    customers: {
      async profile(id, { tenant = '' } = {}) {
        const person = await find(id, tenant);
        return person && profiles.of(person.anchors);
      },
      async timeline(id, { tenant = '', ...query } = {}) {
        return timeline.read((await known(id, tenant)).anchors, query);
      },
      async conversations(id, { tenant = '', ...query } = {}) {
        return talks.read((await known(id, tenant)).anchors, query);
      },
      watch(id, { signal, tenant = '' } = {}) {
        return watch.watch(id, tenant, signal);
      },
    },
    audiences: {
      list: async ({ tenant = '' } = {}) => keeper.list(tenant),
      members: (audience, query) => keeper.members(audience, query),
      async of(id, { tenant = '' } = {}) {
        return keeper.of((await known(id, tenant)).anchors);
      },
      async settled() {
        await start();
        await keeper.settle();
      },
    },
    async stream(context, emit) {
      await start();
      const tools = context as unknown as Parameters<typeof publishAnnouncements>[1];
      await publishAnnouncements(
        { storage, people, audiences: keeper },
        tools,
        emit,
        context.signal as AbortSignal,
      );
    },
    regrouped({ merged, split }, writes) {
      keeper.touch(split, 'split', writes);
      keeper.touch(merged, 'merge', writes);
    },
    changed() {
      keeper.wake();
      watch.regrouped();
    },
    start,
    async close() {
      await starting?.catch(() => {});
      await keeper.stop();
      watch.close();
    },
  };
};
