import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { longestRetryAfterMs, retryAfterMsOf } from './retry-after.ts';

const nowMs = Date.parse('2026-11-21T09:30:00Z');
const nowSeconds = nowMs / 1_000;

describe('how long a vendor asks to be left alone', () => {
  test.each([
    [{ 'retry-after': '120' }, 120_000],
    [{ 'retry-after': ' 0 ' }, 0],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': 'Sat, 21 Nov 2026 09:31:30 GMT' }, 90_000],
    [{ 'retry-after': 'Saturday, 21-Nov-26 09:31:30 GMT' }, 90_000],
    [{ 'retry-after': 'Sat Nov 21 09:31:30 2026' }, 90_000],
    [{ 'retry-after-ms': '1500', 'retry-after': '9' }, 1_500],
    [{ 'x-ratelimit-reset-after': '1.25' }, 1_250],
    [{ 'ratelimit-reset': '42' }, 42_000],
    [{ 'x-ratelimit-reset': String(nowSeconds + 7) }, 7_000],
    [{ 'x-ratelimit-reset': `${nowSeconds + 7}.250` }, 7_250],
    [{ 'x-ratelimit-reset': String(nowMs + 7_000) }, 7_000],
    [{ 'x-rate-limit-reset': '30' }, 30_000],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '30' }, 30_000],
  ])('%o is %d ms', (headers, expectedMs) => {
    expect(retryAfterMsOf(headers, nowMs)).toBe(expectedMs);
  });

  test.each([
    [{ 'retry-after': '-5' }],
    [{ 'retry-after': 'Fri, 20 Nov 2026 09:30:00 GMT' }],
    [{ 'x-ratelimit-reset': String(nowSeconds - 60) }],
  ])('%o lies in the past: now', (headers) => {
    expect(retryAfterMsOf(headers, nowMs)).toBe(0);
  });

  test.each([
    [{ 'retry-after': '99999999999' }],
    [{ 'retry-after': 'Mon, 01 Jan 2300 00:00:00 GMT' }],
    [{ 'x-ratelimit-reset': '999999999' }],
  ])('%o is absurd: a day', (headers) => {
    expect(retryAfterMsOf(headers, nowMs)).toBe(longestRetryAfterMs);
  });

  test.each([
    [{}],
    [{ 'retry-after': 'soon' }],
    [{ 'retry-after': '' }],
    [{ 'retry-after': '1e9' }],
    [{ 'retry-after': '2026-11-21' }],
    [{ 'retry-after': 'Sat, nonsense GMT' }],
    [{ 'x-ratelimit-remaining': '12', 'x-ratelimit-reset': '30' }],
  ])('%o asks for nothing', (headers) => {
    expect(retryAfterMsOf(headers, nowMs)).toBeUndefined();
  });

  test('what makes no sense gives way to what does', () => {
    expect(retryAfterMsOf({ 'retry-after': 'soon', 'ratelimit-reset': '3' }, nowMs)).toBe(3_000);
  });

  test('whatever a header holds, the wait is a whole number from 0 to a day', () => {
    const value = fc.oneof(
      fc.string(),
      fc.double().map(String),
      fc.date().map(String),
      fc.bigInt().map(String),
    );
    fc.assert(
      fc.property(
        fc.constantFrom('retry-after', 'retry-after-ms', 'x-ratelimit-reset'),
        value,
        (name, text) => {
          const waitMs = retryAfterMsOf({ [name]: text }, nowMs) ?? 0;
          expect(Number.isInteger(waitMs) && waitMs >= 0 && waitMs <= longestRetryAfterMs).toBe(true);
        },
      ),
      { seed: 20261121, numRuns: 500 },
    );
  });
});
