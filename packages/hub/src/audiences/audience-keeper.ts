import type { Clock, TouchlineError } from '@touchline/core';
import type { AnchorId } from '../identity/anchor.ts';
import type { Profiles } from '../profile/create-profiles.ts';
import type { PersonDirectory } from '../profile/person.ts';
import type { RecordingPart } from '../record/recording-part.ts';
import type { HubStorage, HubWrites } from '../storage/hub-storage.ts';
import type { Timeline } from '../timeline/create-timeline.ts';
import type { Vault } from '../vault/vault.ts';
import type { AnnouncementRow } from './audience-storage.ts';
import type { CompiledAudiences } from './compile-audiences.ts';

/** What audiences are made of. */
export interface AudiencesOptions {
  readonly storage: Pick<HubStorage, 'audiences' | 'profiles' | 'write'>;
  readonly profiles: Pick<Profiles, 'states' | 'view'>;
  readonly people: PersonDirectory;
  readonly compiled: CompiledAudiences;
  readonly clock?: Clock;
  /** Where entries and exits stand among what else happened. Default: nowhere. */
  readonly timeline?: { readonly keep: Timeline; readonly vault: Vault };
  /** Does work while nobody is recorded and nobody erased: whoever is erased meanwhile must not be written down again. Default: at once. */
  readonly inTurn?: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Is told of entries and exits once they are durable. */
  readonly onChanges?: (changes: readonly AnnouncementRow[]) => void;
  /** Takes what went wrong while nobody waited: a predicate that threw, a storage that failed and is asked again. */
  readonly onError?: (error: TouchlineError) => void;
}

/** An audience, and how many belong to it. */
export interface AudienceSummary {
  readonly name: string;
  readonly description?: string;
  readonly members: number;
}

/** Somebody who belongs to an audience. */
export interface AudienceMember {
  readonly personId: AnchorId;
  /** RFC 3339, UTC. */
  readonly since: string;
}

/** Part of the members of an audience. */
export interface AudienceMemberPage {
  readonly members: readonly AudienceMember[];
  /** Where the next page goes on; absent at the end. */
  readonly next?: string;
}

/** Which part of the members. */
export interface AudienceMemberQuery {
  /** Default: none. */
  readonly tenant?: string;
  /** 1 to 1,000. Default 100. */
  readonly limit?: number;
  /** Goes on where another page ended: its `next`. */
  readonly cursor?: string;
}

/** An audience that somebody belongs to. */
export interface AudienceMembership {
  readonly audience: string;
  /** RFC 3339, UTC. */
  readonly since: string;
}

/** Who belongs to which audience, kept up to date. */
export interface AudienceKeeper {
  /** Marks whom an event is about, to be looked at again. */
  readonly part: RecordingPart;
  /** Marks people whose anchors were put together or taken apart, within the transaction that does so: all anchors concerned. */
  touch(anchors: Iterable<AnchorId>, reason: 'merge' | 'split', writes: HubWrites): void;
  /** Something was marked, and is durable. */
  wake(): void;
  /** Looks at all who are marked or due, and resolves when nobody is. */
  settle(): Promise<void>;
  /** Goes on where it stopped, and looks at everybody where the definitions have changed. */
  start(): Promise<void>;
  stop(): Promise<void>;
  list(tenant?: string): Promise<readonly AudienceSummary[]>;
  /** @throws TouchlineError `hub.audience_unknown`, or `request.invalid`. */
  members(audience: string, query?: AudienceMemberQuery): Promise<AudienceMemberPage>;
  /** What the person that these anchors are belongs to. */
  of(anchors: readonly AnchorId[]): Promise<readonly AudienceMembership[]>;
  /** Is called when there are announcements; answers a function that ends that. */
  onAnnounced(listener: () => void): () => void;
  /** Removes all that is there of these anchors. */
  forget(anchors: Iterable<AnchorId>, writes: HubWrites): void;
}
