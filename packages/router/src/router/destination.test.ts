import type { Clock } from '@touchline/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDestination } from './destination.ts';

const clockAt = (time: { ms: number }): Clock => ({ now: () => time.ms, schedule: () => () => {} });

describe('the gate of a destination', () => {
  test('lets so many through in any window, and says how long to wait', () => {
    const time = { ms: 1_000 };
    const gate = createDestination(clockAt(time), { requests: 2, perMs: 100 });
    for (const expected of [0, 0, 100]) {
      expect(gate.waitMs()).toBe(expected);
      if (expected === 0) gate.take();
    }
    time.ms += 60;
    expect(gate.waitMs()).toBe(40);
    time.ms += 40;
    expect(gate.waitMs()).toBe(0);
  });

  test('never lets more than the rate through in any window, whatever the arrivals', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 200 }),
        fc.integer({ min: 1, max: 5 }),
        (pauses, requests) => {
          const time = { ms: 0 };
          const gate = createDestination(clockAt(time), { requests, perMs: 50 });
          const passed: number[] = [];
          for (const pause of pauses) {
            time.ms += pause;
            if (gate.waitMs() > 0) continue;
            gate.take();
            passed.push(time.ms);
          }
          return passed.every(
            (start) => passed.filter((at) => at >= start && at < start + 50).length <= requests,
          );
        },
      ),
      { seed: 11 },
    );
  });

  test('stays shut as long as the vendor asks, and a shorter ask does not open it', () => {
    const time = { ms: 0 };
    const gate = createDestination(clockAt(time), undefined);
    gate.shut(5_000);
    gate.shut(1_000);
    expect(gate.waitMs()).toBe(5_000);
    time.ms = 5_000;
    expect(gate.waitMs()).toBe(0);
  });
});
