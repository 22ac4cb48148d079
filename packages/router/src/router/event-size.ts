import { serialiseEvent, TouchlineError, type TouchlineEvent } from '@touchline/core';

/**
 * Refuses an event whose JSON has more bytes than the limit.
 *
 * @throws TouchlineError `event.too_large`
 */
export const assertSize = (event: TouchlineEvent, maxEventBytes: number): void => {
  // Most events are far below the limit, and an upper bound costs much less than the JSON that the log makes anyway.
  if (mostBytes(event) <= maxEventBytes) return;
  const bytes = Buffer.byteLength(serialiseEvent(event));
  if (bytes > maxEventBytes)
    throw new TouchlineError(
      'event.too_large',
      `The event has ${bytes} bytes; maxEventBytes allows ${maxEventBytes}.`,
    );
};

/** A character takes at most six bytes, as `\u0007` does; the longest number has 24. */
const mostBytesOf = { character: 6, number: 24, literal: 5, punctuation: 4 } as const;

/** An upper bound of the bytes that the JSON of a value takes. */
export const mostBytes = (value: unknown): number => {
  if (typeof value === 'string') return value.length * mostBytesOf.character + mostBytesOf.punctuation;
  if (typeof value === 'number') return mostBytesOf.number;
  if (typeof value !== 'object' || value === null) return mostBytesOf.literal;
  let bytes = mostBytesOf.punctuation;
  if (Array.isArray(value)) {
    for (const item of value) bytes += mostBytes(item) + 1;
    return bytes;
  }
  for (const key in value) {
    const member = (value as Record<string, unknown>)[key];
    // Most members are texts, and a call for each would cost more than the sum.
    bytes +=
      typeof member === 'string'
        ? (key.length + member.length) * mostBytesOf.character + 2 * mostBytesOf.punctuation
        : key.length * mostBytesOf.character + mostBytesOf.punctuation + mostBytes(member);
  }
  return bytes;
};
