import { manualClock } from '@touchline/testing';
import { describe, expect, test } from 'vitest';
import { createBreaker } from './breaker.ts';
import { createDestination } from './destination.ts';
import { steadyNow } from './steady-now.ts';

const hourMs = 3_600_000;

describe('a clock that is put back by an hour', () => {
  test('costs steady time nothing but what was not noticed', async () => {
    const clock = manualClock(0);
    const now = steadyNow(clock);
    await clock.advance(500);
    const before = now();
    clock.jumpTo(clock.now() - hourMs);
    expect(now()).toBe(before);
    await clock.advance(200);
    expect(now()).toBe(before + 200);
  });

  test('keeps neither a rate window nor a shut gate closed for that hour', async () => {
    const clock = manualClock(2 * hourMs);
    const destination = createDestination(clock, { requests: 1, perMs: 1_000 });
    destination.take();
    destination.shut(4_000);
    clock.jumpTo(clock.now() - hourMs);
    expect(destination.waitMs()).toBe(4_000);
    await clock.advance(4_000);
    expect(destination.waitMs()).toBe(0);
  });

  test('keeps a breaker open no longer', async () => {
    const clock = manualClock(2 * hourMs);
    const breaker = createBreaker(clock, { failures: 1, openMs: 1_000, maxOpenMs: 1_000 }, () => {});
    breaker.failed();
    clock.jumpTo(clock.now() - hourMs);
    expect(breaker.waitMs()).toBe(1_000);
    await clock.advance(1_000);
    expect(breaker.allowance()).toBe(1);
  });
});
