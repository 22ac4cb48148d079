import type { TouchlineEvent } from '@touchline/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assertSize, mostBytes } from './event-size.ts';

const eventOf = (text: string): TouchlineEvent => ({
  specversion: '1.0',
  id: 'm',
  source: '/tests',
  type: 'message.received',
  time: '2026-11-21T09:30:00Z',
  datacontenttype: 'application/json',
  data: { text },
});

describe('the size of an event', () => {
  test('is never more than the bound, whatever is in it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        return Buffer.byteLength(JSON.stringify(value)) <= mostBytes(value);
      }),
      { seed: 5, numRuns: 2_000 },
    );
    for (const hard of [
      '\u0000'.repeat(50),
      '\ud800'.repeat(50),
      '€'.repeat(50),
      '"\\'.repeat(50),
      -1.7976931348623157e308,
      [[[]]],
      { '': {} },
    ])
      expect(Buffer.byteLength(JSON.stringify(hard))).toBeLessThanOrEqual(mostBytes(hard));
  });

  test('is judged by its bytes, not by the bound', () => {
    const event = eventOf('x'.repeat(1_000));
    const bytes = Buffer.byteLength(JSON.stringify(event));
    expect(mostBytes(event)).toBeGreaterThan(bytes);
    expect(() => assertSize(event, bytes)).not.toThrow();
    expect(() => assertSize(event, bytes - 1)).toThrow(
      `The event has ${bytes} bytes; maxEventBytes allows ${bytes - 1}.`,
    );
  });
});
