import {
  type BoundPoll,
  type BoundPollResult,
  type BoundStream,
  type Clock,
  delay,
  type EventLog,
  TouchlineError,
  type TouchlineEvent,
  toTouchlineError,
} from '@touchline/core';
import { graceMs } from './deadline-queue.ts';
import type { Emit } from './emit.ts';
import type { Append } from './ingress.ts';

/** What the poll or the stream of a connector runs with. */
export interface SourceOptions {
  /** The registered name of the connector. */
  readonly name: string;
  readonly log: EventLog;
  readonly append: Append;
  readonly emit: Emit;
  readonly clock: Clock;
  readonly random: () => number;
}

/** A poll or a stream at work. */
export interface SourceRunner {
  start(): void;
  stop(): Promise<void>;
}

const firstWaitMs = 1_000;
const longestWaitMs = 300_000;
/** How long one ask may take, in milliseconds: longer than any HTTP request with its retries. */
const longestAskMs = 120_000;

/**
 * Asks for news at the poll's pace. The cursor is kept only after the events are durable, so nothing is missed; what is
 * seen twice is the same event. An ask that fails is repeated, ever more slowly, and the cursor stays.
 */
export const createPollRunner = (poll: BoundPoll, options: SourceOptions): SourceRunner => {
  const { name, log, append, emit } = options;
  const bookmark = `poll:${name}`;
  let cursor: string | undefined;

  return keepRunning(options, async (signal) => {
    cursor ??= await log.bookmarks.read(bookmark);
    const { events, ignored, cursor: next, more } = await inTime(poll, cursor, signal, options);
    if (events.length > 0) await append(events);
    if (next !== cursor) await log.bookmarks.write(bookmark, next);
    cursor = next;
    emit('received', { connector: name, by: 'poll', events, ignored, failed: 0 });
    return more ? 0 : poll.everyMs;
  });
};

/** One ask; where it does not end in time it is aborted and left behind, and has failed. */
const inTime = (
  poll: BoundPoll,
  cursor: string | undefined,
  stopping: AbortSignal,
  { name, clock }: SourceOptions,
): Promise<BoundPollResult> =>
  new Promise((resolve, reject) => {
    const controller = new AbortController();
    const end = (tell: () => void): void => {
      cancel();
      stopping.removeEventListener('abort', stop);
      tell();
    };
    // What heeds its signal says so itself; what does not is not waited for.
    const giveUp = (error: TouchlineError): void => {
      cancel();
      controller.abort(error);
      cancel = clock.schedule(() => end(() => reject(error)), graceMs);
    };
    const stop = (): void =>
      giveUp(new TouchlineError('http.aborted', 'The router is closing.', { connector: name }));
    let cancel = clock.schedule(
      () =>
        giveUp(
          new TouchlineError(
            'http.timeout',
            `The poll of connector "${name}" did not answer within ${longestAskMs} ms.`,
            { connector: name },
          ),
        ),
      longestAskMs,
    );
    if (stopping.aborted) stop();
    else stopping.addEventListener('abort', stop, { once: true });
    poll.ask(cursor, controller.signal).then(
      (result) => end(() => resolve(result)),
      (thrown) => end(() => reject(thrown)),
    );
  });

/** Keeps a stream open. One that breaks is opened again, ever more slowly while nothing comes through. */
export const createStreamRunner = (stream: BoundStream, options: SourceOptions): SourceRunner => {
  const { name, append, emit } = options;
  return keepRunning(options, async (signal, worked) => {
    const take = async (events: readonly TouchlineEvent[], ignored: readonly string[]): Promise<void> => {
      if (events.length > 0) await append(events);
      worked();
      emit('received', { connector: name, by: 'stream', events, ignored, failed: 0 });
    };
    await stream(take, signal);
    return firstWaitMs;
  });
};

/** Does a round again and again, with the wait that it asks for; after failures with waits that grow. */
const keepRunning = (
  { name, emit, clock, random }: SourceOptions,
  round: (signal: AbortSignal, worked: () => void) => Promise<number>,
): SourceRunner => {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let failures = 0;

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      let waitMs: number;
      try {
        waitMs = await round(stopping.signal, () => {
          failures = 0;
        });
        failures = 0;
      } catch (thrown) {
        if (stopping.signal.aborted) return;
        const error = toTouchlineError(thrown);
        emit('failed', { connector: name, error });
        const ceilingMs = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(failures, 20));
        failures += 1;
        waitMs = Math.max(error.retryAfterMs ?? 0, Math.ceil((0.5 + random() / 2) * ceilingMs));
      }
      if (waitMs > 0) await delay(clock, waitMs, stopping.signal);
    }
  };

  return {
    start() {
      running ??= run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
};
