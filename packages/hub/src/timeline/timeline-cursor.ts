import { TouchlineError } from '@touchline/core';
import type { TimelinePlace } from './timeline-storage.ts';

/** A place on a timeline as a text to hand out. It holds a time and a digest, nothing of a person. */
export const cursorOf = ({ atMs, entry }: TimelinePlace): string =>
  Buffer.from(`${atMs}.${entry}`).toString('base64url');

/** @throws TouchlineError `request.invalid` when the text was not handed out as a cursor. */
export const placeOfCursor = (cursor: string): TimelinePlace => {
  const [, atMs, entry] =
    /^(-?\d{1,16})\.([\w-]{12})$/.exec(Buffer.from(cursor.slice(0, 100), 'base64url').toString('latin1')) ??
    [];
  if (atMs === undefined || entry === undefined)
    throw new TouchlineError('request.invalid', 'The cursor of a timeline is one that a page of it gave.');
  return { atMs: Number(atMs), entry };
};
