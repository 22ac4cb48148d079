import { deepEqual, equal } from 'node:assert/strict';
import type { AnchorId } from '../../identity/anchor.ts';
import type { TimelineRow, TimelineSlice } from '../../timeline/timeline-storage.ts';
import type { HubStorage } from '../hub-storage.ts';
import { afterRestart, type HubStoragePromise } from './hub-storage-promise.ts';

const anchor = 'prs_AAAAAAAAAAAAAAAAAAAAAA';
const other = 'prs_BBBBBBBBBBBBBBBBBBBBBB';

const rowOf = (atMs: number, entry: string, more: Partial<TimelineRow> = {}): TimelineRow => ({
  anchor,
  atMs,
  entry,
  type: 'page.viewed',
  channel: 'web',
  generation: 1,
  sealed: new Uint8Array([1, 2]),
  ...more,
});

const add = (storage: HubStorage, rows: readonly TimelineRow[]): Promise<void> =>
  storage.write((writes) => {
    for (const row of rows) writes.addToTimeline(row);
  });

const entries = async (
  storage: HubStorage,
  slice: Partial<TimelineSlice> = {},
  of: AnchorId = anchor,
): Promise<readonly string[]> =>
  (await storage.timelines.slice({ anchor: of, limit: 100, ...slice })).map(({ entry }) => entry);

/** Promises about timelines. */
export const timelinePromises: readonly HubStoragePromise[] = [
  {
    name: 'a timeline is newest first whatever the order in which its events came, and moments are told apart by their entries',
    async run(harness) {
      await add(harness.storage, [
        rowOf(2, 'b'),
        rowOf(-5, 'x'),
        rowOf(2, 'c'),
        rowOf(9, 'a'),
        rowOf(2, 'a'),
      ]);
      const storage = await afterRestart(harness);
      deepEqual(await entries(storage), ['a', 'c', 'b', 'a', 'x']);
      const [newest] = await storage.timelines.slice({ anchor, limit: 1 });
      deepEqual({ ...newest, sealed: [...(newest?.sealed ?? [])] }, { ...rowOf(9, 'a'), sealed: [1, 2] });
    },
  },
  {
    name: 'an event that is on a timeline is not added again, and one of another anchor is on its own',
    async run({ storage }) {
      await add(storage, [rowOf(1, 'a'), rowOf(1, 'a'), rowOf(1, 'a', { anchor: other })]);
      await add(storage, [rowOf(1, 'a', { generation: 2 })]);
      deepEqual(await entries(storage), ['a']);
      deepEqual(await entries(storage, {}, other), ['a']);
      equal((await storage.timelines.slice({ anchor, limit: 5 }))[0]?.generation, 1);
    },
  },
  {
    name: 'a timeline is read on from a place, also in the middle of a moment',
    async run({ storage }) {
      await add(storage, [rowOf(3, 'a'), rowOf(2, 'c'), rowOf(2, 'b'), rowOf(2, 'a'), rowOf(1, 'z')]);
      deepEqual(await entries(storage, { before: { atMs: 2, entry: 'c' } }), ['b', 'a', 'z']);
      deepEqual(await entries(storage, { before: { atMs: 2, entry: 'b' }, limit: 1 }), ['a']);
      deepEqual(await entries(storage, { before: { atMs: 1, entry: 'z' } }), []);
      deepEqual(await entries(storage, { before: { atMs: 2, entry: 'bb' } }), ['b', 'a', 'z']);
    },
  },
  {
    name: 'a timeline is filtered by patterns of types, by channels and by time, all of which must hold',
    async run({ storage }) {
      await add(storage, [
        rowOf(1, 'a', { type: 'call.completed', channel: 'voice' }),
        rowOf(2, 'b', { type: 'call.dtmf.received', channel: 'voice' }),
        rowOf(3, 'c', { type: 'callback.asked', channel: 'web' }),
        rowOf(4, 'd', { type: 'message.received', channel: 'sms' }),
        rowOf(5, 'e', { type: 'message.received', channel: 'chat' }),
      ]);
      deepEqual(await entries(storage, { types: ['call.*'] }), ['b', 'a']);
      deepEqual(await entries(storage, { types: ['call.dtmf.*', 'message.received'] }), ['e', 'd', 'b']);
      deepEqual(await entries(storage, { types: ['*'] }), ['e', 'd', 'c', 'b', 'a']);
      deepEqual(await entries(storage, { types: [] }), []);
      deepEqual(await entries(storage, { channels: ['sms', 'web'] }), ['d', 'c']);
      deepEqual(await entries(storage, { fromMs: 2, beforeMs: 4 }), ['c', 'b']);
      deepEqual(
        await entries(storage, {
          types: ['call.*'],
          channels: ['voice'],
          fromMs: 2,
          before: { atMs: 4, entry: 'd' },
        }),
        ['b'],
      );
    },
  },
  {
    name: 'a removed timeline is gone and no other one is',
    async run(harness) {
      await add(harness.storage, [rowOf(1, 'a'), rowOf(2, 'b'), rowOf(1, 'a', { anchor: other })]);
      await harness.storage.write((writes) => writes.removeTimeline(anchor));
      const storage = await afterRestart(harness);
      deepEqual(await entries(storage), []);
      deepEqual(await entries(storage, {}, other), ['a']);
    },
  },
  {
    name: 'timelines are trimmed of what is old and of the types that are named',
    async run(harness) {
      await add(harness.storage, [
        rowOf(1, 'a'),
        rowOf(1, 'b', { type: 'payment.succeeded' }),
        rowOf(2, 'c'),
        rowOf(1, 'd', { anchor: other, type: 'page.left' }),
      ]);
      await harness.storage.write((writes) => writes.trimTimelines(2, ['page.*']));
      const storage = await afterRestart(harness);
      deepEqual(await entries(storage), ['c', 'b']);
      deepEqual(await entries(storage, {}, other), []);
    },
  },
];
