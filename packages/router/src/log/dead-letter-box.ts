import {
  checkDeadLetterFilter,
  type DeadLetterFilter,
  type DeadLetters,
  type DeadWebhook,
  TouchlineError,
} from '@touchline/core';
import { deadLetterId, sequenceOf } from './dead-letter-id.ts';
import type { Delivery } from './delivery.ts';
import type { CommitOperation } from './group-commit.ts';
import type { LogStorage, LogTransaction, ReplayableRow } from './log-storage.ts';
import type { SubscriptionLane } from './subscription-lane.ts';

/** What the dead letters need of their log. */
export interface DeadLetterSurroundings {
  readonly storage: LogStorage;
  now(): number;
  /** @throws TouchlineError `log.closed` */
  assertOpen(): void;
  commit(operation: CommitOperation): void;
  openLane(name: string): SubscriptionLane | undefined;
}

/** The dead letters of a local log. */
export const createDeadLetters = (log: DeadLetterSurroundings): DeadLetters => ({
  async list(filter = {}, { limit = 100, afterId } = {}) {
    log.assertOpen();
    const after = afterId === undefined ? 0 : sequenceOf(afterId);
    if (after === undefined)
      throw new TouchlineError(
        'dead_letter.unknown',
        'The page starts after an id that no dead letter ever had.',
      );
    return log.storage.deadLetters(checked(filter), Math.max(0, Math.trunc(limit)), after);
  },
  async count(filter = {}) {
    log.assertOpen();
    return log.storage.countDeadLetters(checked(filter));
  },
  async get(id) {
    log.assertOpen();
    return log.storage.deadLetters({ ids: [id] }, 1, 0)[0];
  },
  async addWebhook(letter) {
    log.assertOpen();
    return addWebhook(letter, log);
  },
  async replay(filter) {
    log.assertOpen();
    return replay(checked(filter), log);
  },
  async discard(filter) {
    log.assertOpen();
    return discard(checked(filter), log);
  },
});

/** @throws TouchlineError `dead_letter.filter_invalid` */
const checked = (filter: DeadLetterFilter): DeadLetterFilter => {
  checkDeadLetterFilter(filter);
  return filter;
};

const addWebhook = async (
  { connector, error, request }: Omit<DeadWebhook, 'id' | 'kind' | 'buriedAtMs'>,
  log: DeadLetterSurroundings,
): Promise<string> => {
  const sequence = await written(log, (transaction) =>
    transaction.addDeadWebhook({ connector, error, request, buriedAtMs: Math.floor(log.now()) }),
  );
  return deadLetterId(sequence);
};

const discard = (filter: DeadLetterFilter, log: DeadLetterSurroundings): Promise<number> =>
  written(log, (transaction) => transaction.dropDeadLetters(filter));

/** In portions, so that a large replay does not hold up the process; each portion moves in one transaction. */
const replay = async (filter: DeadLetterFilter, log: DeadLetterSurroundings): Promise<number> => {
  // A letter that dies again meanwhile is not given back a second time.
  const upTo = log.storage.lastDeadSequence();
  let replayed = 0;
  for (;;) {
    log.assertOpen();
    const moved = await replayPortion(filter, upTo, log);
    replayed += moved;
    if (moved < portion) return replayed;
  }
};

const replayPortion = (
  filter: DeadLetterFilter,
  upTo: number,
  log: DeadLetterSurroundings,
): Promise<number> => {
  let moved: { readonly lane: SubscriptionLane; readonly delivery: Delivery }[] = [];
  return written(
    log,
    (transaction) => {
      const letters = log.storage.deadDeliveries(filter, portion, upTo);
      for (const letter of letters) {
        const lane = log.openLane(letter.subscription);
        if (lane) moved.push({ lane, delivery: lane.beginReplay(letter) });
        else replayClosed(letter, log.storage, transaction);
        transaction.dropDeadLetter(letter.sequence);
      }
      return letters.length;
    },
    {
      revert() {
        for (const { lane, delivery } of moved) lane.revertReplay(delivery);
        moved = [];
      },
      committed() {
        for (const { lane, delivery } of moved) lane.endReplay(delivery);
        for (const lane of new Set(moved.map((each) => each.lane))) lane.wake();
      },
    },
  );
};

/** A subscription that is not open finds the delivery in its rows when it is. */
const replayClosed = (
  { subscription, position, progress, event }: ReplayableRow,
  storage: LogStorage,
  transaction: LogTransaction,
): void => {
  const row = storage.subscription(subscription);
  if (!row) return;
  transaction.saveSubscription({ ...row, dead: row.dead - 1 });
  transaction.saveParked(
    subscription,
    {
      position,
      dueMs: 0,
      attempt: 1,
      firstAttemptMs: undefined,
      progress,
      replayed: true,
      key: event.partitionkey,
    },
    event,
  );
};

const portion = 500;

/** Runs the work in the next transaction; resolves with what it answered, once that is durable. */
const written = <Answer>(
  log: DeadLetterSurroundings,
  work: (transaction: LogTransaction) => Answer,
  memory: Pick<CommitOperation, 'revert' | 'committed'> = { revert() {}, committed() {} },
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    let answer: Answer;
    log.commit({
      weight: 1,
      alone: true,
      apply(transaction) {
        answer = work(transaction);
      },
      revert: memory.revert,
      committed() {
        memory.committed();
        resolve(answer);
      },
      failed: reject,
    });
  });
