import { randomFillSync } from 'node:crypto';

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
    text.write(prefixOf(ms), 'latin1');
  }
  if (unused < randomDigits) {
    randomFillSync(random);
    unused = random.length;
  }
  unused -= randomDigits;
  for (let digit = 0; digit < randomDigits; digit += 1)
    text[places[digit] as number] = digits[(random[unused + digit] as number) & 15] as number;
  // The variant is the two highest bits of its digit: 8, 9, a or b.
  text[variantAt] = digits[8 | ((random[unused] as number) >> 6)] as number;
  return text.toString('latin1');
};

/** The id that was made last, in place: a string that is put together of pieces is slow to write as JSON. */
const text = Buffer.from('00000000-0000-7000-8000-000000000000');
const digits = Buffer.from('0123456789abcdef');
const variantAt = 19;

/** Where the digits behind the version stand; that of the variant is set apart. */
const places = [15, 16, 17, 20, 21, 22, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35];
const randomDigits = places.length;

/** Asked of the system for many ids at a time; what is used is never used again. */
const random = Buffer.alloc(256 * randomDigits);
let unused = 0;

// Many events are made in one millisecond.
let lastMs = Number.NaN;

const mostMs = 2 ** 48 - 1;

/** A clock may show anything; what does not fit into 48 bits is cut to the nearest that does. */
const prefixOf = (ms: number): string => {
  const hex = Math.min(Math.max(ms, 0) || 0, mostMs)
    .toString(16)
    .padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7`;
};
