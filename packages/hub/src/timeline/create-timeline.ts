import {
  type Clock,
  isTypePattern,
  systemClock,
  TouchlineError,
  type TouchlineEvent,
  timestampFromMs,
} from '@touchline/core';
import type { AnchorId } from '../identity/anchor.ts';
import type { RecordedEvent, RecordingPart } from '../record/recording-part.ts';
import type { HubStorage, HubWrites } from '../storage/hub-storage.ts';
import type { AnchorKey, Vault } from '../vault/vault.ts';
import { type ChannelOf, createChannelOf } from './channel-of.ts';
import { newestFirst } from './newest-first.ts';
import { type PlacedEvent, placeEvent, toleratedSkewMs } from './placed-event.ts';
import { cursorOf, placeOfCursor } from './timeline-cursor.ts';
import type { TimelinePlace, TimelineRow } from './timeline-storage.ts';

/** What a timeline is made of. */
export interface TimelineOptions {
  readonly storage: Pick<HubStorage, 'timelines'>;
  readonly vault: Vault;
  readonly clock?: Clock;
  readonly channelOf?: ChannelOf;
}

/** Which part of a timeline. All parts must hold. */
export interface TimelineQuery {
  /** Patterns of event types: `payment.succeeded`, `call.*`. */
  readonly types?: readonly string[];
  readonly channels?: readonly string[];
  /** At or after this time: RFC 3339, or a Date. */
  readonly from?: string | Date;
  /** Before this time: RFC 3339, or a Date. */
  readonly before?: string | Date;
  /** At most so many entries, 1 to 500. Default 50. */
  readonly limit?: number;
  /** Goes on where another page ended: its `next`. */
  readonly cursor?: string;
}

/** An event on a timeline. */
export interface TimelineEntry {
  /** Tells the entries of one moment apart. */
  readonly id: string;
  /** Where it stands: RFC 3339, UTC. The time of the event, unless that lies in the future. */
  readonly at: string;
  readonly channel: string;
  readonly event: TouchlineEvent;
  /** True when the event's own time was not believed. */
  readonly isClockSkewed?: true;
}

/** A part of a timeline, newest first. */
export interface TimelinePage {
  readonly entries: readonly TimelineEntry[];
  /** Where the next page goes on; absent at the end. */
  readonly next?: string;
}

/** The timelines of all anchors. A person's is merged of those of its anchors. */
export interface Timeline {
  /** Records events, sealed under the keys of their anchors. */
  readonly part: RecordingPart;
  /**
   * The events of these anchors over all channels, newest first.
   *
   * @throws TouchlineError `request.invalid` when the query asks for what there cannot be.
   */
  read(anchors: readonly AnchorId[], query?: TimelineQuery): Promise<TimelinePage>;
  /** All events of these anchors, or those of some types, newest first, for who needs the whole of it. */
  all(anchors: readonly AnchorId[], types?: readonly string[]): AsyncIterable<PlacedEvent>;
  /** The row of an event on the timeline of the anchor whose key it is. */
  rowOf(placed: PlacedEvent, key: AnchorKey): TimelineRow;
  /** Removes all that is there of these anchors. */
  forget(anchors: Iterable<AnchorId>, writes: HubWrites): void;
}

const context = (entry: string): string => `timeline:${entry}`;

/** Creates the timelines of a hub. */
export const createTimeline = ({
  storage,
  vault,
  clock = systemClock,
  channelOf = createChannelOf(),
}: TimelineOptions): Timeline => {
  const rowOf = (placed: PlacedEvent, key: AnchorKey): TimelineRow => {
    const { event, atMs, entry, channel } = placed;
    return {
      anchor: key.anchor,
      atMs,
      entry,
      type: event.type,
      channel,
      generation: key.generation,
      sealed: key.seal(JSON.stringify(event), context(entry)),
    };
  };

  /** Undefined for what was sealed by a key that is no more. */
  const unseal = async (row: TimelineRow): Promise<PlacedEvent | undefined> => {
    const { anchor, generation, sealed, atMs, entry, channel } = row;
    const key = vault.held(anchor, generation) ?? (await vault.find(anchor, generation));
    if (!key) return undefined;
    const event = JSON.parse(key.unseal(sealed, context(entry))) as TouchlineEvent;
    return { event, atMs, entry, channel };
  };

  const merged = (
    anchors: readonly AnchorId[],
    filter: Omit<Parameters<HubStorage['timelines']['slice']>[0], 'anchor' | 'before' | 'limit'>,
    pageSize: number,
    start?: TimelinePlace,
  ): AsyncGenerator<TimelineRow> =>
    newestFirst(
      [...new Set(anchors)].map(
        (anchor) => (before, limit) => storage.timelines.slice({ ...filter, anchor, before, limit }),
      ),
      pageSize,
      start,
    );

  return {
    part: {
      async prepare(events: readonly RecordedEvent[]) {
        const keys = await vault.openForStorage(events.map(({ anchor }) => anchor));
        const nowMs = clock.now();
        const rows = events.map(({ event, anchor }) =>
          rowOf(placeEvent(event, nowMs, channelOf), keys.get(anchor) as AnchorKey),
        );
        return (writes) => {
          for (const row of rows) writes.addToTimeline(row);
        };
      },
    },

    async read(anchors, query = {}) {
      const { limit, start, ...filter } = checked(query);
      // A page of one anchor is one read; of many, each gives about its share.
      const pageSize = Math.max(8, Math.ceil((2 * limit) / Math.max(1, anchors.length)) + 1);
      const entries: TimelineEntry[] = [];
      let last: TimelinePlace | undefined;
      for await (const row of merged(anchors, filter, pageSize, start)) {
        if (entries.length === limit) return { entries, next: cursorOf(last as TimelinePlace) };
        const placed = await unseal(row);
        if (!placed) continue;
        entries.push(entryAt(placed));
        last = row;
      }
      return { entries };
    },

    async *all(anchors, types) {
      for await (const row of merged(anchors, { types }, 500)) {
        const placed = await unseal(row);
        if (placed) yield placed;
      }
    },

    rowOf,

    forget(anchors, writes) {
      for (const anchor of anchors) writes.removeTimeline(anchor);
    },
  };
};

/** An event in its place, as it is shown. */
export const entryAt = ({ event, atMs, entry, channel }: PlacedEvent): TimelineEntry => ({
  id: entry,
  at: timestampFromMs(atMs),
  channel,
  event,
  ...(Date.parse(event.time) > atMs + toleratedSkewMs && { isClockSkewed: true }),
});

const checked = ({ types, channels, from, before, limit = 50, cursor }: TimelineQuery) => {
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= 500))
    throw new TouchlineError('request.invalid', 'A page of a timeline has 1 to 500 entries.');
  const wrong = types?.find((type) => !isTypePattern(type));
  if (wrong !== undefined)
    throw new TouchlineError(
      'request.invalid',
      `${JSON.stringify(wrong.slice(0, 100))} is not a pattern of event types; write payment.succeeded, payment.* or *.`,
    );
  return {
    types,
    channels,
    fromMs: timeOf('from', from),
    beforeMs: timeOf('before', before),
    limit,
    start: cursor === undefined ? undefined : placeOfCursor(cursor),
  };
};

const timeOf = (name: string, time: string | Date | undefined): number | undefined => {
  if (time === undefined) return undefined;
  const ms = typeof time === 'string' ? Date.parse(time) : time.getTime();
  if (Number.isNaN(ms)) throw new TouchlineError('request.invalid', `"${name}" of a timeline is not a time.`);
  return ms;
};
