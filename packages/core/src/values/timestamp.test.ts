import { expect, test } from 'vitest';
import { timestamp, timestampFromMs, timestampFromSeconds } from './timestamp.ts';

test.each(['2026-11-21T09:30:00Z', '2026-11-21T09:30:00.123456789Z', '2024-02-29T23:59:59.999Z'])(
  '%s is a timestamp',
  (text) => {
    expect(timestamp.safeParse(text).success).toBe(true);
  },
);

test.each([
  '2026-11-21',
  '2026-11-21T09:30Z',
  '2026-11-21T09:30:00',
  '2026-11-21T09:30:00+00:00',
  '2026-02-29T00:00:00Z',
  '2026-11-21T24:00:00Z',
  '2026-11-21 09:30:00Z',
  '1763717400',
  '2026-11-21T09:30:00Z\n',
])('%j is no timestamp', (text) => {
  expect(timestamp.safeParse(text).success).toBe(false);
});

test('seconds and milliseconds of the epoch become timestamps', () => {
  expect(timestampFromMs(0)).toBe('1970-01-01T00:00:00.000Z');
  expect(timestampFromSeconds(1_763_717_400)).toBe('2025-11-21T09:30:00.000Z');
  expect(timestampFromSeconds(1_763_717_400.000_2)).toBe('2025-11-21T09:30:00.000Z');
  expect(timestampFromSeconds(1.1)).toBe('1970-01-01T00:00:01.100Z');
});

test('the ends of what RFC 3339 can write are timestamps', () => {
  for (const text of ['0000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z']) {
    expect(timestampFromMs(Date.parse(text))).toBe(text);
    expect(timestamp.safeParse(text).success).toBe(true);
  }
});

test.each([
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Date.parse('9999-12-31T23:59:59.999Z') + 1,
  Date.parse('0000-01-01T00:00:00.000Z') - 1,
])('%d milliseconds are refused', (epochMs) => {
  expect(() => timestampFromMs(epochMs)).toThrow(RangeError);
  expect(() => timestampFromSeconds(epochMs)).toThrow(RangeError);
});
