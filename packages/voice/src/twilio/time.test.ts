import { describe, expect, test } from 'vitest';
import { readTwilioTime } from './time.ts';

describe('a time of Twilio’s', () => {
  test.each([
    ['Wed, 15 Jul 2026 14:32:18 +0000', '2026-07-15T14:32:18.000Z'],
    ['Wed, 15 Jul 2026 14:32:18 -0700', '2026-07-15T21:32:18.000Z'],
    ['5 Jul 2026 14:32:18 GMT', '2026-07-05T14:32:18.000Z'],
    ['Wed, 15 Jul 2026 14:32:18', '2026-07-15T14:32:18.000Z'],
    ['2026-07-15T14:32:18.123456Z', '2026-07-15T14:32:18.123Z'],
    ['2026-07-15T14:32:18', '2026-07-15T14:32:18.000Z'],
    ['2026-07-15 14:32:18', '2026-07-15T14:32:18.000Z'],
  ])('%s is %s, wherever this machine stands', (text, expected) => {
    expect(readTwilioTime(text)?.toISOString()).toBe(expected);
  });

  test.each([
    undefined,
    '',
    'yesterday',
    '1784125938',
    'Wed, 99 Jul 2026 14:32:18 +0000',
    '2026',
    '+012026-07-15T00:00:00Z',
  ])('%j is none', (text) => {
    expect(readTwilioTime(text)).toBeUndefined();
  });
});
