import { describe, expect, test } from 'vitest';
import { manualClock } from './manual-clock.ts';

describe('manual clock', () => {
  test('timers run in order of their time, equal times in the order in which they were set', async () => {
    const clock = manualClock(1_000);
    const ran: string[] = [];
    clock.schedule(() => ran.push(`late at ${clock.now()}`), 20);
    clock.schedule(() => ran.push(`early at ${clock.now()}`), 10);
    clock.schedule(() => ran.push(`early too at ${clock.now()}`), 10);
    await clock.advance(25);
    expect(ran).toEqual(['early at 1010', 'early too at 1010', 'late at 1020']);
    expect(clock.now()).toBe(1_025);
  });

  test('what a timer sets off runs within the same advance, at its own time', async () => {
    const clock = manualClock(0);
    const ran: number[] = [];
    const again = (): void => {
      ran.push(clock.now());
      void Promise.resolve().then(() => clock.schedule(again, 10));
    };
    clock.schedule(again, 10);
    await clock.advance(35);
    expect(ran).toEqual([10, 20, 30]);
  });

  test('a timer that is cancelled does not run', async () => {
    const clock = manualClock(0);
    const ran: string[] = [];
    const cancel = clock.schedule(() => ran.push('cancelled'), 10);
    cancel();
    cancel();
    await clock.advance(20);
    expect(ran).toEqual([]);
    expect(clock.timers).toBe(0);
  });

  test('runNext goes to the next timer, and says when there is none', async () => {
    const clock = manualClock(0);
    clock.schedule(() => {}, 86_400_000);
    await expect(clock.runNext()).resolves.toBe(true);
    expect(clock.now()).toBe(86_400_000);
    await expect(clock.runNext()).resolves.toBe(false);
    expect(clock.now()).toBe(86_400_000);
  });

  test('a jump backwards runs nothing and loses nothing', async () => {
    const clock = manualClock(1_000);
    let ran = 0;
    clock.schedule(() => {
      ran += 1;
    }, 10);
    clock.jumpTo(500);
    await clock.advance(400);
    expect(ran).toBe(0);
    await clock.advance(200);
    expect(ran).toBe(1);
  });
});
