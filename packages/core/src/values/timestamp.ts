import { z } from 'zod';

/** A point in time: RFC 3339, UTC, with a `Z`: `2026-11-21T09:30:00.000Z`. */
export const timestamp = z.iso.datetime({
  message: 'must be an RFC 3339 time in UTC, such as 2026-11-21T09:30:00Z',
});

const firstMs = Date.parse('0000-01-01T00:00:00.000Z');
const lastMs = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * The RFC 3339 UTC string of a time in milliseconds since the Unix epoch.
 *
 * @throws RangeError outside the years 0 to 9999, which is all that RFC 3339 can write.
 */
export const timestampFromMs = (epochMs: number): string => {
  if (!(epochMs >= firstMs && epochMs <= lastMs))
    throw new RangeError('A time must lie in the years 0 to 9999.');
  return new Date(epochMs).toISOString();
};

/** The RFC 3339 UTC string of a time in seconds since the Unix epoch, whole or fractional. Throws like the above. */
export const timestampFromSeconds = (epochSeconds: number): string =>
  timestampFromMs(Math.round(epochSeconds * 1000));
