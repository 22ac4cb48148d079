import { type Issue, TouchlineError } from '../errors/touchline-error.ts';
import { sentenceOf } from '../errors/zod-issues.ts';

/** An error is stored and logged, so a hostile event must not make it as large as itself. */
const maxIssues = 100;

/** The error of an event that does not fit: names the first 100 of what is wrong, and no value. */
export const invalidEvent = (all: readonly Issue[]): TouchlineError => {
  const issues =
    all.length <= maxIssues
      ? all
      : [...all.slice(0, maxIssues), { path: '', message: `and ${all.length - maxIssues} more` }];
  return new TouchlineError('event.invalid', `Event is invalid: ${sentenceOf(issues)}.`, { issues });
};

/** The error of a type that nobody defined. Its name is printed, but cannot forge a log line. */
export const unknownType = (type: unknown): TouchlineError =>
  new TouchlineError('event.unknown_type', `Event type "${printable(type)}" is not in the catalogue.`);

const printable = (type: unknown): string =>
  typeof type === 'string' ? type.slice(0, 100).replace(/[^\x20-\x7e]/g, '?') : typeof type;
