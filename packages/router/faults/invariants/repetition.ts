import { type Attempt, isRepeatable, mayBeDone, seenBy } from '../world/attempt.ts';
import type { World } from '../world/world.ts';
import type { Judge } from './attempt-invariants.ts';
import type { Invariant } from './invariant.ts';

type Rule = readonly [Invariant, Judge];

/** The last attempt at the same call before this one. */
const lastOf = (attempts: readonly Attempt[], { call }: Attempt): Attempt | undefined =>
  attempts.findLast((attempt) => attempt.call === call);

export const doneOnce: Rule = [
  { name: 'once', sentence: 'a call that was done is not made again, unless the process died in between' },
  (attempt, { attempts }, { time }) => {
    const last = lastOf(attempts, attempt);
    if (!last || seenBy(last, time.elapsedMs) !== 'ok') return undefined;
    const { process } = last;
    if (process !== attempt.process && process.end !== 'closed') return undefined;
    return `was done at ${last.endedMs} ms by process ${process.number}`;
  },
];

/** A replay is somebody's word that it may be tried again. */
const replayedSince = (last: Attempt, { position, plan }: Attempt, { journal }: World): boolean => {
  const death = journal.deathOf(plan.id, position);
  return death?.state === 'replayed' && death.goneCommits >= last.commits;
};

export const neverBlindly: Rule = [
  {
    name: 'ambiguous',
    sentence: 'an action that must not run twice is not repeated when its outcome is unknown',
  },
  (attempt, { attempts }, world) => {
    if (isRepeatable(attempt.action)) return undefined;
    const last = lastOf(attempts, attempt);
    if (!last || seenBy(last, world.time.elapsedMs) !== 'ambiguous') return undefined;
    if (last.process !== attempt.process && last.process.end !== 'closed') return undefined;
    return replayedSince(last, attempt, world)
      ? undefined
      : `had an unknown outcome in process ${last.process.number}`;
  },
];

export const onlyWithReason: Rule = [
  { name: 'reason', sentence: 'a call is repeated only after a failure that allows it, or a replay' },
  (attempt, { attempts }, world) => {
    const { plan, position } = attempt;
    const death = world.journal.deathOf(plan.id, position);
    if (death && death.state !== 'replayed') return `is a dead letter (${death.state})`;
    for (let call = 0; call < attempt.call; call += 1)
      if (!attempts.some((each) => each.call === call && mayBeDone(each, world.time.elapsedMs)))
        return `comes before its call ${call + 1} is done`;
    const last = lastOf(attempts, attempt);
    if (last?.process !== attempt.process) return undefined;
    const seen = seenBy(last, world.time.elapsedMs);
    if (seen === undefined) return `is under way already, since ${last.startedMs} ms`;
    const final = seen === 'reject' || seen === 'ambiguous';
    return final && !replayedSince(last, attempt, world) ? `ended for good: ${seen}` : undefined;
  },
];

export const writtenIsDone: Rule = [
  {
    name: 'checkpoint',
    sentence:
      'after a crash only what was settled since the last checkpoint is delivered again, and checkpoints come in time',
  },
  (attempt, { attempts }, { time, scenario }) => {
    const done = lastOf(attempts, attempt);
    if (!done || seenBy(done, time.elapsedMs) !== 'ok' || done.process === attempt.process) return undefined;
    const { process } = done;
    const settled = settledAt(done, attempts);
    if (!settled) return undefined;
    if (process.lastCommitTurn > settled.turn)
      return `was settled in process ${process.number}, which wrote a transaction after that`;
    const boundMs = scenario.checkpointIntervalMs + process.stalledMs;
    const troubled = process.lastTroubleMs >= settled.ms - boundMs;
    return !troubled && process.endedMs - settled.ms > boundMs
      ? `was settled in process ${process.number}, more than a checkpoint interval before it died`
      : undefined;
  },
];

/** When it fails the delivery is dead: that is durable only with the dead letter. */
const isLastTry = ({ plan, number }: Attempt): boolean => {
  const { maxAttempts, maxElapsedMs } = plan.policy.retry;
  return number >= maxAttempts || maxElapsedMs < 3_600_000;
};

/** When the log heard that this call is done: with the last call of its delivery, or when a later one failed. */
const settledAt = (
  done: Attempt,
  attempts: readonly Attempt[],
): { readonly turn: number; readonly ms: number } | undefined => {
  const { plan, process } = done;
  const telling =
    done.call === plan.calls - 1
      ? done
      : attempts.findLast(
          (each) =>
            each.process === process &&
            each.call > done.call &&
            !isLastTry(each) &&
            (each.answered === 'retry' || each.answered === 'window'),
        );
  return telling?.endedMs === undefined ? undefined : { turn: telling.endedTurn, ms: telling.endedMs };
};
