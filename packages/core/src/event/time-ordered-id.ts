import { randomUUID } from 'node:crypto';

/**
 * A UUID of version 7: the time in milliseconds, then 74 random bits. Ids that grow with time stand side by side in the
 * index of a log, so that many of them are written as few pages; random ones would each touch a page of their own.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9562#section-5.7
 */
export const timeOrderedId = (nowMs: number): string => {
  const ms = Math.floor(nowMs);
  if (ms !== lastMs) {
    lastMs = ms;
    lastPrefix = prefixOf(ms);
  }
  // What follows the version of a random UUID, its variant included, is just what version 7 has there. Joined, because
  // JSON.stringify is slow at strings that are made of others.
  return [lastPrefix, randomUUID().slice(15)].join('');
};

// Many events are made in one millisecond.
let lastMs = Number.NaN;
let lastPrefix = '';

const mostMs = 2 ** 48 - 1;

/** A clock may show anything; what does not fit into 48 bits is cut to the nearest that does. */
const prefixOf = (ms: number): string => {
  const hex = Math.min(Math.max(ms, 0) || 0, mostMs)
    .toString(16)
    .padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7`;
};
