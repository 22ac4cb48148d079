import { timestampFromMs } from '@touchline/core';

/**
 * The first of several times that is one, as RFC 3339: of seconds or milliseconds since the epoch, which the channels use
 * side by side. `receivedAt` stands in where none is: a time must not cost the event.
 */
export const timeOf = (receivedAt: Date, ...times: readonly (number | null | undefined)[]): string => {
  const found = times.find((time): time is number => Number(time) > 0 && Number(time) < latestMs);
  if (found === undefined) return receivedAt.toISOString();
  return timestampFromMs(found >= firstMs ? found : found * 1_000);
};

/** In seconds it is the year 5138, in milliseconds 1973. */
const firstMs = 100_000_000_000;
/** The end of the year 9999. */
const latestMs = 253_402_300_799_999;
