import type { DatabaseSync } from 'node:sqlite';
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import { ParkedJournal } from './parked-journal.ts';
import { connect, limitFile, setUp } from './sqlite-connection.ts';
import { insertEvent, positionOfEvent, saveSubscription } from './sqlite-statements.ts';
import {
  fileTaken,
  type SentPortion,
  signals,
  type ThreadAnswer,
  type ThreadData,
} from './sqlite-thread-protocol.ts';
import { WrittenFigures } from './written-figures.ts';

// The thread that writes a SQLite log: it takes portions from a port, and tells how each transaction ended.

/** A transaction holds about so many events. */
const mostEvents = 2_048;
const textsOfEvent = 4;

const { path, durability, maxFileBytes, port, signals: shared } = workerData as ThreadData;
const signal = new Int32Array(shared);

const open = (): DatabaseSync => {
  const database = connect(path);
  setUp(database, durability);
  limitFile(database, maxFileBytes);
  return database;
};

const start = (): void => {
  // A log that was closed meanwhile has given its file away.
  if (
    Atomics.compareExchange(signal, signals.file, fileTaken.byNobody, fileTaken.byThread) !==
    fileTaken.byNobody
  ) {
    port.close();
    return;
  }
  let database: DatabaseSync;
  try {
    database = open();
  } catch (thrown) {
    raise(signals.closed);
    throw thrown;
  }
  const write = writerTo(database);
  let failedEpoch = -1;
  port.on('message', (first: SentPortion | 'close') => {
    let next: SentPortion | 'close' | undefined = first;
    while (next !== undefined) {
      if (next === 'close') {
        database.close();
        port.close();
        raise(signals.closed);
        return;
      }
      const portions: SentPortion[] = [next];
      let texts = next.texts.length;
      next = received();
      while (next !== undefined && next !== 'close' && next.epoch === portions[0]?.epoch) {
        if (texts + next.texts.length > mostEvents * textsOfEvent) break;
        portions.push(next);
        texts += next.texts.length;
        next = received();
      }
      const { epoch } = portions[0] as SentPortion;
      const answer = epoch <= failedEpoch ? failure(portions.length, undefined) : write(portions);
      if (answer.kind === 'failed') failedEpoch = epoch;
      port.postMessage(answer);
      Atomics.add(signal, signals.ended, portions.length);
      Atomics.notify(signal, signals.ended);
    }
  });
  port.postMessage({ kind: 'ready' } satisfies ThreadAnswer);
  raise(signals.ready);
};

const raise = (which: number): void => {
  Atomics.store(signal, which, 1);
  Atomics.notify(signal, which);
};

const received = (): SentPortion | 'close' | undefined =>
  receiveMessageOnPort(port)?.message as SentPortion | 'close' | undefined;

const failure = (portions: number, thrown: unknown): ThreadAnswer => ({
  kind: 'failed',
  portions,
  message: thrown instanceof Error ? thrown.message : 'A transaction before it failed.',
  errcode:
    thrown instanceof Error && 'errcode' in thrown && typeof thrown.errcode === 'number'
      ? thrown.errcode
      : undefined,
});

/** Writes portions in one transaction. */
const writerTo = (database: DatabaseSync): ((portions: readonly SentPortion[]) => ThreadAnswer) => {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const rollback = database.prepare('ROLLBACK');
  const insert = database.prepare(insertEvent);
  const positionOf = database.prepare(positionOfEvent);
  const subscription = database.prepare(saveSubscription);
  const journal = new ParkedJournal(database);
  const figures = new WrittenFigures(database);

  return (portions) => {
    try {
      begin.run();
      figures.begin();
      const firstPosition = figures.lastPosition + 1;
      let index = 0;
      const duplicates: [number, number][] = [];
      for (const { storedAtMs, texts, subscriptions, parkedChanges } of portions) {
        for (let at = 0; at < texts.length; at += textsOfEvent) {
          const source = texts[at + 1] as string;
          const id = texts[at + 2] as string;
          const json = texts[at + 3] as string;
          const position = figures.lastPosition + 1;
          if (insert.run(position, storedAtMs, texts[at] as string, source, id, json).changes === 0)
            duplicates.push([index, Number(positionOf.get(source, id)?.position)]);
          else figures.add(Buffer.byteLength(json));
          index += 1;
        }
        for (const values of subscriptions) subscription.run(...values);
        if (parkedChanges !== '') journal.add(parkedChanges);
      }
      figures.saveNowAndThen();
      journal.foldSome();
      commit.run();
      return {
        kind: 'written',
        portions: portions.length,
        firstPosition,
        duplicates,
        lastPosition: figures.lastPosition,
        eventBytes: figures.eventBytes,
      };
    } catch (thrown) {
      // Some failures roll back by themselves.
      if (database.isTransaction) rollback.run();
      journal.restart();
      figures.forget();
      return failure(portions.length, thrown);
    }
  };
};

start();
