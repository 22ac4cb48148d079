import { manualClock } from '@touchline/testing';
import { describe, expect, test } from 'vitest';
import { type Deadlined, DeadlineQueue } from './deadline-queue.ts';

const watched = (name: string, expired: string[]): Deadlined => ({
  deadlineMs: 0,
  earlier: undefined,
  later: undefined,
  onDeadline: () => expired.push(name),
});

describe('a queue of deadlines', () => {
  test('tells each that did not end in time, at its time, and none that ended', async () => {
    const clock = manualClock();
    const queue = new DeadlineQueue(clock, 1_000);
    const expired: string[] = [];
    const ended = watched('ended', expired);
    queue.add(watched('first', expired), clock.now());
    queue.add(ended, clock.now());
    await clock.advance(400);
    queue.add(watched('second', expired), clock.now());
    queue.remove(ended);
    await clock.advance(600);
    expect(expired).toEqual(['first']);
    await clock.advance(399);
    expect(expired).toEqual(['first']);
    await clock.advance(1);
    expect(expired).toEqual(['first', 'second']);
  });

  test('waits at most once more as long when the clock is put back by an hour', async () => {
    const clock = manualClock();
    // A timer that is set runs by a time of its own, as those of a machine do.
    const timers: (() => void)[] = [];
    const machine = {
      now: () => clock.now(),
      schedule: (run: () => void) => {
        timers.push(run);
        return () => {};
      },
    };
    const queue = new DeadlineQueue(machine, 1_000);
    const expired: string[] = [];
    queue.add(watched('call', expired), clock.now());
    clock.jumpTo(clock.now() + 1_000 - 3_600_000);
    timers.shift()?.();
    expect(expired).toEqual([]);
    clock.jumpTo(clock.now() + 1_000);
    timers.shift()?.();
    expect(expired).toEqual(['call']);
  });

  test('lets go of the first, the last and one between, once, and keeps the others in order', async () => {
    const clock = manualClock();
    const queue = new DeadlineQueue(clock, 1_000);
    const expired: string[] = [];
    const [first, second, third, fourth] = ['first', 'second', 'third', 'fourth'].map((name) =>
      watched(name, expired),
    ) as [Deadlined, Deadlined, Deadlined, Deadlined];
    for (const item of [first, second, third, fourth]) queue.add(item, clock.now());
    for (const item of [first, third, third, fourth]) queue.remove(item);
    queue.add(first, clock.now());
    queue.remove(third);
    await clock.advance(1_000);
    expect(expired).toEqual(['second', 'first']);
  });
});
