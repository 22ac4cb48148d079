import { type Clock, systemClock, TouchlineError, timestampFromMs, toTouchlineError } from '@touchline/core';
import type { AudienceKeeper } from '../audiences/audience-keeper.ts';
import type { AnnouncementRow } from '../audiences/audience-storage.ts';
import type { AnchorId } from '../identity/anchor.ts';
import type { Profile, Profiles } from '../profile/create-profiles.ts';
import type { Person, PersonDirectory } from '../profile/person.ts';
import type { RecordedEvent } from '../record/recording-part.ts';
import { type ChannelOf, createChannelOf } from '../timeline/channel-of.ts';
import { entryAt } from '../timeline/create-timeline.ts';
import { type PlacedEvent, placeEvent } from '../timeline/placed-event.ts';
import { type ChangeBuffer, createChangeBuffer } from './change-buffer.ts';
import type { CustomerChange } from './customer-change.ts';
import { changedProfile } from './profile-change.ts';

/** What people are watched with. */
export interface WatchOptions {
  readonly people: PersonDirectory;
  readonly profiles: Pick<Profiles, 'of'>;
  readonly audiences: Pick<AudienceKeeper, 'of'>;
  readonly clock?: Clock;
  readonly channelOf?: ChannelOf;
  /** So many changes wait for one who watches. Default 256. */
  readonly bufferSize?: number;
}

/** Watches people as they change. */
export interface Watch {
  /**
   * All that changes for a person from now on, as it changes; first how things stand. Whoever does not keep up is told how much they
   * missed, and how things stand then. Ends when the signal aborts, when the person is erased and when the hub closes.
   *
   * @throws TouchlineError `hub.customer_unknown` at the first change that is asked for.
   */
  watch(id: string, tenant: string, signal: AbortSignal | undefined): AsyncIterableIterator<CustomerChange>;
  /** Events were recorded, and are durable. */
  recorded(events: readonly RecordedEvent[]): void;
  /** Entries and exits are durable. */
  announced(rows: readonly AnnouncementRow[]): void;
  /** Who is who may have changed. */
  regrouped(): void;
  close(): void;
}

/** What happened since people were last looked at. */
interface News {
  readonly placed: { readonly anchor: AnchorId; readonly event: PlacedEvent }[];
  readonly rows: AnnouncementRow[];
}

interface Watcher {
  readonly anchor: AnchorId;
  readonly tenant: string;
  readonly buffer: ChangeBuffer<CustomerChange>;
  /** Undefined until it was told how things stand. */
  last: { readonly person: Person; readonly profile: Profile } | undefined;
}

/** A change that tells of missed ones stands for them, and how things stand is told again anyway. */
const weightOf = (change: CustomerChange): number =>
  change.kind === 'missed' ? change.count : change.kind === 'standing' ? 0 : 1;

/** While those who watch are being told, so many events at most wait for the next round. */
const maxWaiting = 5_000;

/** Creates the watch over the people of a hub. It costs next to nothing while nobody watches. */
export const createWatch = (options: WatchOptions): Watch => {
  const { people, profiles, audiences, clock = systemClock, channelOf = createChannelOf() } = options;
  const { bufferSize = 256 } = options;
  const watchers = new Set<Watcher>();
  let news: News = { placed: [], rows: [] };
  let isTelling = false;
  let isAgain = false;

  const stand = async (watcher: Watcher, person: Person): Promise<void> => {
    const profile = await profiles.of(person.anchors);
    watcher.last = { person, profile };
    watcher.buffer.push({
      kind: 'standing',
      personId: person.id,
      profile,
      audiences: await audiences.of(person.anchors),
    });
  };

  const tell = async (
    watcher: Watcher,
    person: Person | undefined,
    { placed, rows }: News,
    of: ReadonlyMap<AnchorId, Person>,
  ) => {
    const { buffer, last } = watcher;
    if (!person || person.tenant !== watcher.tenant) {
      if (last) buffer.push({ kind: 'erased' });
      return buffer.end(
        last ? undefined : new TouchlineError('hub.customer_unknown', 'There is no such customer.'),
      );
    }
    if (!last) return stand(watcher, person);
    const before = new Set(last.person.anchors);
    const isSplit = last.person.anchors.some((anchor) => !person.anchors.includes(anchor));
    const others = person.anchors.filter((anchor) => !before.has(anchor));
    const own = placed.filter(({ anchor }) => of.get(anchor)?.id === person.id);
    // An identifier that is new to the hub makes nobody another person; somebody who had a profile does.
    const isMerged = others.length > 0 && person.id !== last.person.id ? true : await isSomebody(others, own);
    if (isSplit) buffer.push({ kind: 'split', personId: person.id });
    else if (isMerged) buffer.push({ kind: 'merged', personId: person.id });
    for (const { event } of own) buffer.push({ kind: 'event', entry: entryAt(event) });
    const isChanged = own.length > 0 || others.length > 0 || isSplit;
    const profile = isChanged ? await profiles.of(person.anchors) : last.profile;
    const change = isChanged ? changedProfile(last.profile, profile) : undefined;
    if (change) buffer.push({ kind: 'profile', ...change });
    for (const { type, audience, atMs, person: who } of rows)
      if (person.anchors.includes(who)) buffer.push({ kind: type, audience, at: timestampFromMs(atMs) });
    watcher.last = { person, profile };
    const missed = buffer.takeDropped();
    if (missed === 0) return;
    buffer.push({ kind: 'missed', count: missed });
    await stand(watcher, person);
  };

  /** Whether anything was known of anchors besides what has just come. */
  const isSomebody = async (anchors: readonly AnchorId[], own: News['placed']): Promise<boolean> => {
    const silent = anchors.filter((anchor) => !own.some((each) => each.anchor === anchor));
    if (silent.length === 0) return false;
    const { computed, traits } = await profiles.of(silent);
    return Object.keys(traits).length > 0 || computed.lastSeen !== undefined;
  };

  const tellAll = async (): Promise<void> => {
    isTelling = true;
    do {
      isAgain = false;
      const current = news;
      news = { placed: [], rows: [] };
      const all = [...watchers];
      try {
        const anchors = new Set([
          ...all.map(({ anchor }) => anchor),
          ...current.placed.map(({ anchor }) => anchor),
        ]);
        const of = await people.of([...anchors]);
        for (const watcher of all) await tell(watcher, of.get(watcher.anchor), current, of);
      } catch (thrown) {
        // Who watches would wait for ever; they begin anew.
        for (const { buffer } of all) buffer.end(toTouchlineError(thrown));
      }
    } while (isAgain);
    isTelling = false;
  };

  const begin = (): void => {
    if (watchers.size === 0) return;
    isAgain = true;
    if (!isTelling) void tellAll();
  };

  return {
    watch(id, tenant, signal) {
      const anchor = id as AnchorId;
      const stop = (): void => {
        watchers.delete(watcher);
        signal?.removeEventListener('abort', end);
      };
      const buffer = createChangeBuffer<CustomerChange>(bufferSize, weightOf, stop);
      const watcher: Watcher = { anchor, tenant, buffer, last: undefined };
      const end = (): void => {
        watchers.delete(watcher);
        buffer.end();
      };
      if (signal?.aborted) buffer.end();
      else {
        signal?.addEventListener('abort', end, { once: true });
        watchers.add(watcher);
        begin();
      }
      return buffer;
    },
    recorded(events) {
      if (watchers.size === 0) return;
      const nowMs = clock.now();
      for (const { anchor, event } of events)
        if (news.placed.length < maxWaiting)
          news.placed.push({ anchor, event: placeEvent(event, nowMs, channelOf) });
      begin();
    },
    announced(rows) {
      if (watchers.size === 0) return;
      news.rows.push(...rows);
      begin();
    },
    regrouped: begin,
    close() {
      for (const { buffer } of watchers) buffer.end();
      watchers.clear();
    },
  };
};
