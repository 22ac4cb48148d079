import { TouchlineError, type TouchlineEvent, toTouchlineError } from '@touchline/core';
import type { Tombstones } from '../erasure/tombstones.ts';
import type { AnchorOf } from '../identity/anchor.ts';
import type { IdentityIndex } from '../identity/identity-index.ts';
import type { HubStorage, HubWrites } from '../storage/hub-storage.ts';
import type { HubKeys } from '../vault/hub-keys.ts';
import { createMarkOf, type MarkOf } from './mark-event.ts';
import type { RecordedEvent, RecordingPart } from './recording-part.ts';

/**
 * What became of an event. `duplicate`: the hub has it already. `erased`: it is about somebody who was erased after it happened, and
 * nothing of it is kept. `unidentified`: it names nobody.
 */
export type RecordOutcome = 'recorded' | 'duplicate' | 'erased' | 'unidentified';

/** Takes events into the hub. */
export interface Recorder {
  /**
   * Records events, each once however often it comes. Answers with what became of each, in their order, once that is durable.
   *
   * @throws TouchlineError when an event cannot be recorded; the others are, and recording all again does no harm.
   */
  record(events: readonly TouchlineEvent[]): Promise<readonly RecordOutcome[]>;
  /** The same, with the error of each event that cannot be recorded in its place. */
  recordEach(events: readonly TouchlineEvent[]): Promise<readonly (RecordOutcome | Error)[]>;
  /** Resolves once all that was begun has ended. */
  idle(): Promise<void>;
}

/** What a {@link Recorder} works with. */
export interface RecorderOptions {
  readonly storage: Pick<HubStorage, 'records' | 'write'>;
  readonly keys: HubKeys;
  readonly index: IdentityIndex;
  readonly tombstones: Pick<Tombstones, 'cover'>;
  /** All but identity, which comes first. */
  readonly parts: readonly RecordingPart[];
}

/** A batch that is recorded. */
interface Attempt {
  readonly outcomes: readonly RecordOutcome[];
  /** Settles once what was written is durable, or is not. */
  readonly durable: Promise<void>;
}

/** One event that waits to be recorded. */
interface Waiting {
  readonly event: TouchlineEvent;
  readonly done: (outcome: RecordOutcome | Error) => void;
}

/**
 * How many events a transaction holds: few, so that nobody else waits long; more where very many wait, as when a log is read into a hub,
 * because they share its costs.
 */
const sizeOfBatch = (waiting: number): number => (waiting >= 1_000 ? 1_000 : 250);

/** Creates the way of events into a hub. */
export const createRecorder = ({ storage, keys, index, tombstones, parts }: RecorderOptions): Recorder => {
  let waiting: Waiting[] = [];
  let working: Promise<void> | undefined;
  /** Ends when all that was committed is durable, and told. */
  let written: Promise<unknown> = Promise.resolve();

  const work = async (): Promise<void> => {
    const { anchorOf, derive } = await keys.open();
    const markOf = createMarkOf(derive('marks of events'));
    while (waiting.length > 0) {
      const size = sizeOfBatch(waiting.length);
      const batch = waiting.slice(0, size);
      waiting = waiting.slice(size);
      await recordBatch(batch, anchorOf, markOf);
    }
  };

  const recordBatch = async (
    batch: readonly Waiting[],
    anchorOf: AnchorOf,
    markOf: MarkOf,
  ): Promise<void> => {
    const events = batch.map(({ event }) => event);
    const [first] = batch;
    try {
      const { outcomes, durable } = await index.inTurn(() => attempt(events, anchorOf, markOf));
      // While the disk is written, the next are prepared.
      written = Promise.all([written, durable]).then(
        () => {
          for (const [place, { done }] of batch.entries()) done(outcomes[place] as RecordOutcome);
        },
        (error: unknown) => {
          for (const { done } of batch) done(toTouchlineError(error));
        },
      );
    } catch (error) {
      if (batch.length === 1) return first?.done(toTouchlineError(error));
      // One that cannot be recorded must not take the others with it.
      for (const each of batch) await recordBatch([each], anchorOf, markOf);
    }
  };

  const attempt = async (
    events: readonly TouchlineEvent[],
    anchorOf: AnchorOf,
    markOf: MarkOf,
  ): Promise<Attempt> => {
    const { identify } = await index.open();
    const outcomes: RecordOutcome[] = events.map(() => 'unidentified');
    const marks = events.map(markOf);
    const known = await storage.records.holds(marks);
    const seen = new Set<string>();
    const candidates: { readonly place: number; readonly recorded: RecordedEvent }[] = [];
    for (const [place, event] of events.entries()) {
      const identified = identify(event);
      if (!identified) continue;
      const mark = marks[place] as string;
      if (known[place] || seen.has(mark)) outcomes[place] = 'duplicate';
      else candidates.push({ place, recorded: { event, ...identified } });
      seen.add(mark);
    }
    const covered = await tombstones.cover(
      candidates.map(({ recorded }) => ({
        // Mostly nobody was ever erased, and nobody asks for them.
        get anchors() {
          return anchorsOf(recorded, anchorOf);
        },
        time: recorded.event.time,
      })),
    );
    for (const [at, { place }] of candidates.entries()) outcomes[place] = covered[at] ? 'erased' : 'recorded';
    const kept = candidates.filter(({ place }) => outcomes[place] === 'recorded');
    const durable =
      kept.length > 0
        ? await write(
            kept.map(({ recorded }) => recorded),
            kept.map(({ place }) => marks[place] as string),
          )
        : { durable: Promise.resolve() };
    return { outcomes, ...durable };
  };

  const write = async (
    events: readonly RecordedEvent[],
    marks: readonly string[],
  ): Promise<Pick<Attempt, 'durable'>> => {
    const identity = await index.prepareEvents(events);
    const prepared: ((writes: HubWrites) => void)[] = [];
    for (const part of parts) prepared.push(await part.prepare(events));
    let durable: Promise<void> = Promise.resolve();
    await new Promise<void>((committed, failed) => {
      durable = storage.write((writes) => {
        for (const mark of marks) writes.addRecord(mark);
        identity.write(writes);
        for (const write of prepared) write(writes);
      }, committed);
      durable.catch(failed);
    });
    identity.written();
    return {
      durable: durable.then(() => {
        for (const part of parts) part.recorded?.(events);
      }),
    };
  };

  const recordEach = (events: readonly TouchlineEvent[]): Promise<readonly (RecordOutcome | Error)[]> =>
    new Promise((resolve) => {
      const results: (RecordOutcome | Error)[] = new Array(events.length);
      let open = events.length;
      if (open === 0) resolve(results);
      for (const [place, event] of events.entries())
        waiting.push({
          event,
          done(outcome) {
            results[place] = outcome;
            open -= 1;
            if (open === 0) resolve(results);
          },
        });
      begin();
    });

  const begin = (): void => {
    working ??= work()
      .catch((error: unknown) => {
        // The keys cannot be had: nobody who waits can be served.
        const failed = waiting;
        waiting = [];
        for (const { done } of failed) done(toTouchlineError(error));
      })
      .finally(() => {
        working = undefined;
        if (waiting.length > 0) begin();
      });
  };

  return {
    recordEach,
    async record(events) {
      assertEvents(events);
      const results = await recordEach(events);
      return results.map((result) => {
        if (typeof result !== 'string') throw result;
        return result;
      });
    },
    async idle() {
      while (working) await working;
      await written;
    },
  };
};

/** A caller without types may record anything. An event of a kit is validated already; what is not even like one is refused. */
const assertEvents = (events: readonly unknown[]): void => {
  const isEvent = (value: unknown): boolean =>
    typeof value === 'object' &&
    value !== null &&
    ['id', 'source', 'type'].every((name) => typeof (value as Record<string, unknown>)[name] === 'string');
  if (!Array.isArray(events) || !events.every(isEvent))
    throw new TouchlineError('event.invalid', 'What is recorded must be a list of events.');
};

const anchorsOf = ({ tenant, identifiers, anchor }: RecordedEvent, anchorOf: AnchorOf) =>
  identifiers.map((identifier, at) => (at === 0 ? anchor : anchorOf(tenant, identifier)));
