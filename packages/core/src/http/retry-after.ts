/** The longest wait that is believed, in milliseconds: a day. What is asked beyond is taken for a mistake and cut to it. */
export const longestRetryAfterMs = 24 * 60 * 60 * 1_000;

/**
 * How long a vendor asks to be left alone, in milliseconds from `nowMs`: 0 to {@link longestRetryAfterMs}; `undefined`
 * when it does not say. Pure.
 *
 * Read in this order, the first that makes sense wins: `retry-after-ms`; `retry-after` as seconds or as an HTTP-date
 * (https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3); `x-ratelimit-reset-after` in seconds
 * (https://docs.discord.com/developers/topics/rate-limits); then `ratelimit-reset`, `x-ratelimit-reset` and
 * `x-rate-limit-reset`, which vendors use for seconds from now, epoch seconds and epoch milliseconds: the size of the
 * number tells. A reset is no request to wait while the window's `remaining` says that calls are left.
 *
 * @param headers names in lower case.
 * @param nowMs the time that dates and epochs are relative to: `clock.now()`.
 */
export const retryAfterMsOf = (
  headers: Readonly<Record<string, string | undefined>>,
  nowMs: number,
): number | undefined => {
  const waitMs =
    numberIn(headers['retry-after-ms']) ??
    retryAfterIn(headers['retry-after'], nowMs) ??
    (hasCallsLeft(headers) ? undefined : resetIn(headers, nowMs));
  return waitMs === undefined ? undefined : Math.min(Math.max(0, Math.ceil(waitMs)), longestRetryAfterMs);
};

const retryAfterIn = (value: string | undefined, nowMs: number): number | undefined => {
  const seconds = numberIn(value);
  if (seconds !== undefined) return seconds * 1_000;
  const dateMs = value === undefined ? Number.NaN : httpDateMs(value.trim());
  return Number.isNaN(dateMs) ? undefined : dateMs - nowMs;
};

/**
 * The three forms of an HTTP-date, all of them UTC; asctime says so by saying nothing.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7
 */
const httpDateMs = (value: string): number => {
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? /.test(value)) return Number.NaN;
  return Date.parse(/ (GMT|UTC)$/.test(value) ? value : `${value} GMT`);
};

const hasCallsLeft = (headers: Readonly<Record<string, string | undefined>>): boolean =>
  ['x-ratelimit-remaining', 'ratelimit-remaining', 'x-rate-limit-remaining'].some(
    (name) => (numberIn(headers[name]) ?? 0) > 0,
  );

const resetIn = (
  headers: Readonly<Record<string, string | undefined>>,
  nowMs: number,
): number | undefined => {
  const resetAfterSeconds = numberIn(headers['x-ratelimit-reset-after']);
  if (resetAfterSeconds !== undefined) return resetAfterSeconds * 1_000;
  const reset =
    numberIn(headers['ratelimit-reset']) ??
    numberIn(headers['x-ratelimit-reset']) ??
    numberIn(headers['x-rate-limit-reset']);
  return reset === undefined ? undefined : untilMs(reset, nowMs);
};

/** 1e11 seconds from the epoch is the year 5138, 1e9 seconds from now is 31 years: no sensible value is near either edge. */
const untilMs = (reset: number, nowMs: number): number => {
  if (reset >= 1e11) return reset - nowMs;
  if (reset >= 1e9) return reset * 1_000 - nowMs;
  return reset * 1_000;
};

const numberIn = (value: string | undefined): number | undefined =>
  value !== undefined && /^\s*-?\d{1,18}(\.\d{1,9})?\s*$/.test(value) ? Number(value) : undefined;
