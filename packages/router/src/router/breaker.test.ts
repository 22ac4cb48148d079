import { describe, expect, test } from 'vitest';
import { type BreakerState, createBreaker } from './breaker.ts';

const setUp = () => {
  const time = { ms: 0 };
  const states: BreakerState[] = [];
  const clock = { now: () => time.ms, schedule: () => () => {} };
  const breaker = createBreaker(clock, { failures: 3, openMs: 1_000, maxOpenMs: 3_000 }, (state) =>
    states.push(state),
  );
  const fail = (times: number) => Array.from({ length: times }, () => breaker.failed());
  return { time, states, breaker, fail };
};

describe('a breaker', () => {
  test('opens after so many failures in a row, not before', () => {
    const { breaker, fail } = setUp();
    expect(fail(2)).toEqual([false, false]);
    breaker.succeeded();
    expect(fail(3)).toEqual([false, false, true]);
    expect([breaker.state, breaker.allowance(), breaker.waitMs()]).toEqual(['open', 0, 1_000]);
  });

  test('lets one probe through, and closes when it succeeds', () => {
    const { breaker, fail, time, states } = setUp();
    fail(3);
    time.ms = 1_000;
    expect(breaker.allowance()).toBe(1);
    breaker.took();
    expect(breaker.allowance()).toBe(0);
    breaker.succeeded();
    expect(breaker.allowance()).toBe(Number.POSITIVE_INFINITY);
    expect(states).toEqual(['open', 'half-open', 'closed']);
  });

  test('stays open twice as long after each failed probe, up to the most', () => {
    const { breaker, fail, time } = setUp();
    fail(3);
    const waits = [];
    for (let probe = 0; probe < 4; probe += 1) {
      waits.push(breaker.waitMs());
      time.ms += breaker.waitMs();
      breaker.allowance();
      breaker.took();
      breaker.failed();
    }
    expect(waits).toEqual([1_000, 2_000, 3_000, 3_000]);
  });

  test('a probe that never reached the destination decides nothing', () => {
    const { breaker, fail, time } = setUp();
    fail(3);
    time.ms = 1_000;
    breaker.allowance();
    breaker.took();
    breaker.untried();
    expect([breaker.state, breaker.allowance()]).toEqual(['half-open', 1]);
  });

  test('an answer from before it opened does not close it', () => {
    const { breaker, fail } = setUp();
    fail(3);
    breaker.succeeded();
    expect(breaker.state).toBe('open');
  });
});
