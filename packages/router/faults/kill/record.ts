import { openSync, readFileSync, writeSync } from 'node:fs';

/** What is written down, in the order in which it happened. */
export type RecordKind = 'publishing' | 'acknowledged' | 'called' | 'done' | 'settled';

/** Writes a line at once: it is with the system before the next thing happens, and so survives the process. */
export type Recorder = (kind: RecordKind, ...words: readonly (string | number)[]) => void;

/** One line of a record. */
export interface RecordLine {
  /** Which of the processes wrote it, from 0. */
  readonly run: number;
  readonly kind: RecordKind;
  readonly words: readonly string[];
}

/** Appends to the record as the process of this number. */
export const openRecord = (path: string, run: number): Recorder => {
  const file = openSync(path, 'a');
  return (kind, ...words) => {
    writeSync(file, `${[run, kind, ...words].join(' ')}\n`);
  };
};

/** Everything that was written down. */
export const readRecord = (path: string): readonly RecordLine[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [run, kind, ...words] = line.split(' ');
      return { run: Number(run), kind: kind as RecordKind, words };
    });
