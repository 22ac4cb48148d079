import { TouchlineError } from '@touchline/core';

/** Says in our words why SQLite failed. Its own message names no values, only constraints and files. */
export const explainStorageError = (error: unknown): TouchlineError => {
  if (TouchlineError.isInstance(error)) return error;
  const [code, message] = meanings[resultCodeOf(error)] ?? [
    'hub.storage_failed',
    'The storage of the hub failed.',
  ];
  return new TouchlineError(code, message, { cause: error });
};

const damaged = ['hub.storage_corrupt', 'The file of the hub is damaged, or is no SQLite file.'] as const;
const inUse = ['hub.storage_locked', 'The file of the hub is in use by another process.'] as const;

/** By primary result code: https://www.sqlite.org/rescode.html */
const meanings: Readonly<Record<number, readonly [`hub.storage_${'full' | 'corrupt' | 'locked'}`, string]>> =
  {
    5: inUse,
    6: inUse,
    11: damaged,
    13: ['hub.storage_full', 'The file of the hub cannot grow: the disk is full.'],
    26: damaged,
  };

const resultCodeOf = (error: unknown): number =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : 0;
