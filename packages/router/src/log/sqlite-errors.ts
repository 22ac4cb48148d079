import { TouchlineError } from '@touchline/core';

/** Says in our words why SQLite failed. Its own message names no values, only constraints and files. */
export const explainSqliteError = (error: unknown): TouchlineError => {
  if (TouchlineError.isInstance(error)) return error;
  const result = resultCodeOf(error);
  if (result === resultCodes.full)
    return new TouchlineError('log.full', 'The event log cannot grow: the disk is full.', { cause: error });
  if (result === resultCodes.corrupt || result === resultCodes.notADatabase)
    return new TouchlineError('log.corrupt', 'The file of the event log is damaged, or is no SQLite file.', {
      cause: error,
    });
  if (result === resultCodes.busy || result === resultCodes.locked)
    return new TouchlineError('log.locked', 'The file of the event log is in use by another process.', {
      cause: error,
    });
  return new TouchlineError('log.failed', 'The event log failed.', { cause: error });
};

/** Primary result codes: https://www.sqlite.org/rescode.html */
const resultCodes = { busy: 5, locked: 6, corrupt: 11, full: 13, notADatabase: 26 } as const;

const resultCodeOf = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : undefined;
