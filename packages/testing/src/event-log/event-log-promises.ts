import type { EventLogPromise } from './event-log-harness.ts';
import { aClosedLogRefuses } from './promises/a-closed-log-refuses.ts';
import { aLeaseSettlesOnce } from './promises/a-lease-settles-once.ts';
import { aRareType } from './promises/a-rare-type.ts';
import { aStraggler } from './promises/a-straggler.ts';
import { acknowledgedIsDone } from './promises/acknowledged-is-done.ts';
import { appendIsDurable } from './promises/append-is-durable.ts';
import { backlog } from './promises/backlog.ts';
import { bookmarksAreDurable } from './promises/bookmarks-are-durable.ts';
import { burial } from './promises/burial.ts';
import { checkpointsComeInTime } from './promises/checkpoints-come-in-time.ts';
import { closeWritesEverything } from './promises/close-writes-everything.ts';
import { competingConsumers } from './promises/competing-consumers.ts';
import { concurrentAppends } from './promises/concurrent-appends.ts';
import { counting } from './promises/counting.ts';
import { cursorGoesOn } from './promises/cursor-goes-on.ts';
import { deadLettersArePaged } from './promises/dead-letters-are-paged.ts';
import { discard } from './promises/discard.ts';
import { duplicatesAreTold } from './promises/duplicates-are-told.ts';
import { eventsComeBackWhole } from './promises/events-come-back-whole.ts';
import { failedAppendLeavesNothing } from './promises/failed-append-leaves-nothing.ts';
import { failedBurialKeepsTheLease } from './promises/failed-burial-keeps-the-lease.ts';
import { fanOut } from './promises/fan-out.ts';
import { nextWaits } from './promises/next-waits.ts';
import { oneStuckKey } from './promises/one-stuck-key.ts';
import { orderAskedForLater } from './promises/order-asked-for-later.ts';
import { otherTypesLater } from './promises/other-types-later.ts';
import { partitionOrder } from './promises/partition-order.ts';
import { partitionOrderSurvives } from './promises/partition-order-survives.ts';
import { patterns } from './promises/patterns.ts';
import { patternsAtTheHead } from './promises/patterns-at-the-head.ts';
import { randomWalk } from './promises/random-walk.ts';
import { reading } from './promises/reading.ts';
import { releaseKeepsTheAttempt } from './promises/release-keeps-the-attempt.ts';
import { replay } from './promises/replay.ts';
import { replaySurvives } from './promises/replay-survives.ts';
import { replayWithinAKey } from './promises/replay-within-a-key.ts';
import { replaysYield } from './promises/replays-yield.ts';
import { retriesSurvive } from './promises/retries-survive.ts';
import { retryWaits } from './promises/retry-waits.ts';
import { startPositions } from './promises/start-positions.ts';
import { theBoundOnParked } from './promises/the-bound-on-parked.ts';
import { timesNeverDecrease } from './promises/times-never-decrease.ts';
import { trimBounds } from './promises/trim-bounds.ts';
import { trimCountsTheLost } from './promises/trim-counts-the-lost.ts';
import { uncountedAttempts } from './promises/uncounted-attempts.ts';
import { unsettledComesAgain } from './promises/unsettled-comes-again.ts';
import { unsubscribeForgets } from './promises/unsubscribe-forgets.ts';
import { webhooksAreKept } from './promises/webhooks-are-kept.ts';

/** What every event log promises, each in a file of its own. */
export const eventLogPromises: readonly EventLogPromise[] = [
  appendIsDurable,
  concurrentAppends,
  timesNeverDecrease,
  duplicatesAreTold,
  eventsComeBackWhole,
  failedAppendLeavesNothing,
  failedBurialKeepsTheLease,
  fanOut,
  patterns,
  patternsAtTheHead,
  startPositions,
  nextWaits,
  competingConsumers,
  acknowledgedIsDone,
  cursorGoesOn,
  unsettledComesAgain,
  aLeaseSettlesOnce,
  retryWaits,
  retriesSurvive,
  uncountedAttempts,
  releaseKeepsTheAttempt,
  theBoundOnParked,
  burial,
  deadLettersArePaged,
  discard,
  replay,
  replaySurvives,
  replaysYield,
  webhooksAreKept,
  partitionOrder,
  partitionOrderSurvives,
  orderAskedForLater,
  replayWithinAKey,
  oneStuckKey,
  backlog,
  aStraggler,
  aRareType,
  trimCountsTheLost,
  trimBounds,
  reading,
  counting,
  bookmarksAreDurable,
  aClosedLogRefuses,
  closeWritesEverything,
  unsubscribeForgets,
  checkpointsComeInTime,
  otherTypesLater,
  randomWalk,
];
