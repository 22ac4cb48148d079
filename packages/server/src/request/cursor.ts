import { createHash } from 'node:crypto';
import { TouchlineError } from '@touchline/core';

/** The cursor of a place in a list: opaque to its holder, and good for the same list only. */
export const cursorOf = (place: string, list: unknown): string =>
  Buffer.from(JSON.stringify([place, digestOf(list)])).toString('base64url');

/**
 * The place that a cursor names.
 *
 * @throws TouchlineError `request.invalid` when it was not given for this list.
 */
export const placeOf = (cursor: string, list: unknown): string => {
  const [place, digest] = partsOf(cursor);
  if (typeof place !== 'string' || digest !== digestOf(list))
    throw new TouchlineError(
      'request.invalid',
      'The cursor is none that this list gave; begin without one.',
      {
        issues: [{ path: 'query.cursor', message: 'is not of this list' }],
      },
    );
  return place;
};

const partsOf = (cursor: string): readonly unknown[] => {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
};

const digestOf = (list: unknown): string =>
  createHash('sha256').update(JSON.stringify(list)).digest('base64url').slice(0, 22);
