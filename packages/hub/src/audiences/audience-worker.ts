import { systemClock, toTouchlineError, touchpointCatalogue } from '@touchline/core';
import { isAnchorId } from '../identity/anchor.ts';
import { entryOf } from '../timeline/placed-event.ts';
import type { TimelineRow } from '../timeline/timeline-storage.ts';
import type { AnchorKey } from '../vault/vault.ts';
import { announcementDraft } from './announcement-draft.ts';
import type { AudiencesOptions } from './audience-keeper.ts';
import type { AnnouncementRow } from './audience-storage.ts';
import { judgePeople } from './judge-people.ts';
import { occasionsOf } from './occasions.ts';

/** Looks at people again, when something was marked and when a time has come. */
export interface AudienceWorker {
  /** A mark that is like no other. */
  newMark(hint: string): string;
  /** Something was marked, and is durable. */
  wake(): void;
  /** Looks at all who are marked or due, and resolves when nobody is. */
  settle(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Where the events of the hub's connector come from. */
export const hubSource = '/connectors/hub';

/** So many are looked at together. */
const batchSize = 200;
/** So many are marked together when all are. */
const sweepSize = 500;
/** When what failed is tried again, in milliseconds. */
const retryAfterMs = 1_000;

/** Creates the worker of a hub's audiences. */
export const createAudienceWorker = (options: AudiencesOptions, announced: () => void): AudienceWorker => {
  const { storage, people, compiled, timeline, clock = systemClock, onChanges, onError = () => {} } = options;
  const { audiences, fingerprint } = compiled;
  const { inTurn = (work) => work() } = options;
  let marks = 0;
  let isRunning = false;
  /** Whether everybody was marked who had to be when the definitions changed. */
  let isSwept = true;
  let working: Promise<void> | undefined;
  let cancelTimer = (): void => {};

  const newMark = (hint: string): string => {
    marks += 1;
    return `${clock.now()}.${marks}.${hint}`;
  };

  /** Marks the next page of everybody, where the definitions have changed; goes on after a restart. Answers whether it did. */
  const sweep = async (): Promise<boolean> => {
    const stood = await storage.audiences.audienceNote('sweep');
    isSwept = stood === undefined || stood === 'done';
    if (isSwept) return false;
    const after = stood !== undefined && isAnchorId(stood) ? stood : undefined;
    const anchors = await storage.profiles.anchors(after, sweepSize);
    await storage.write((writes) => {
      for (const anchor of anchors)
        writes.markChanged({ anchor, mark: newMark('sweep'), reason: 'definition', cause: undefined });
      writes.saveAudienceNote('sweep', anchors.length < sweepSize ? 'done' : (anchors.at(-1) as string));
    });
    return true;
  };

  /** Looks at some of those who are marked or due. Answers whether there were any. */
  const step = async (): Promise<boolean> => {
    const nowMs = clock.now();
    const changed = await storage.audiences.changed(batchSize);
    const due =
      changed.length < batchSize ? await storage.audiences.due(nowMs, batchSize - changed.length) : [];
    if (changed.length === 0 && due.length === 0) return !isSwept && (await sweep());
    const persons = await people.of([...new Set([...changed.map(({ anchor }) => anchor), ...due])]);
    const judgement = await judgePeople(occasionsOf(changed, due, persons), nowMs, {
      ...options,
      audiences,
      onError,
    });
    const rows = await timelineRows(judgement.announcements);
    await storage.write((writes) => {
      for (const row of rows) writes.addToTimeline(row);
      for (const anchor of due) if (!persons.has(anchor)) writes.setDue(anchor, undefined);
      judgement.write(writes);
      for (const { anchor, mark } of changed) writes.clearChanged(anchor, mark);
    });
    if (judgement.announcements.length > 0) {
      onChanges?.(judgement.announcements);
      announced();
    }
    return true;
  };

  const timelineRows = async (announcements: readonly AnnouncementRow[]): Promise<readonly TimelineRow[]> => {
    if (!timeline || announcements.length === 0) return [];
    const keys = await timeline.vault.open(announcements.map(({ person }) => person));
    return announcements.map((row) => {
      const event = touchpointCatalogue.create(announcementDraft(row, { id: row.person }), {
        source: hubSource,
      });
      const placed = { event, atMs: row.atMs, entry: entryOf(event), channel: 'audience' };
      return timeline.keep.rowOf(placed, keys.get(row.person) as AnchorKey);
    });
  };

  const settle = async (): Promise<void> => {
    // One at a time: two who judge the same person would tell of the same change twice.
    while (working) await working.catch(() => {});
    working = (async () => {
      while (await inTurn(step));
    })();
    try {
      await working;
    } finally {
      working = undefined;
    }
  };

  /** Works until nobody is left, then waits for the next one who is due. */
  const run = async (): Promise<void> => {
    cancelTimer();
    let waitMs: number | undefined;
    try {
      await settle();
      const nextMs = await storage.audiences.nextDueMs();
      if (nextMs !== undefined) waitMs = Math.max(0, nextMs - clock.now());
    } catch (thrown) {
      if (!isRunning) return;
      onError(toTouchlineError(thrown));
      waitMs = retryAfterMs;
    }
    if (!isRunning || waitMs === undefined) return;
    cancelTimer();
    cancelTimer = clock.schedule(wake, waitMs);
  };

  let isAwake = false;
  /** However often it is called meanwhile, one more round follows the one that is under way. */
  const wake = (): void => {
    if (!isRunning || isAwake) return;
    isAwake = true;
    queueMicrotask(() => {
      isAwake = false;
      if (isRunning) void run();
    });
  };

  return {
    newMark,
    wake,
    settle,
    async start() {
      if ((await storage.audiences.audienceNote('definitions')) !== fingerprint)
        await storage.write((writes) => {
          writes.saveAudienceNote('definitions', fingerprint);
          writes.saveAudienceNote('sweep', 'beginning');
        });
      isSwept = false;
      isRunning = true;
      wake();
    },
    async stop() {
      isRunning = false;
      cancelTimer();
      while (working) await working.catch(() => {});
    },
  };
};
