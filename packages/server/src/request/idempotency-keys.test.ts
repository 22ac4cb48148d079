import { createMemoryLog, createMemoryStorage } from '@touchline/router';
import { manualClock } from '@touchline/testing';
import { describe, expect, test } from 'vitest';
import { createIdempotencyKeys, type KeyRoom, keyLifeMs } from './idempotency-keys.ts';

const reused = expect.objectContaining({ code: 'request.idempotency_key_reused' });

const open = (storage = createMemoryStorage(), room?: KeyRoom) => {
  const clock = manualClock();
  const log = createMemoryLog({ clock, storage });
  const keys = createIdempotencyKeys(log.bookmarks, clock.now, room);
  const use = (key: string, content: unknown) =>
    keys.use({ key: ['shop', 'events', key], content }, async (keep) => {
      await keep();
      return content;
    });
  return { clock, log, keys, use };
};

describe('an idempotency key', () => {
  test('stands for its request over restarts', async () => {
    const storage = createMemoryStorage();
    const before = open(storage);
    await before.use('order-7', { a: 1 });
    await before.log.close();
    const { use } = open(storage);
    expect(await use('order-7', { a: 1 })).toEqual({ a: 1 });
    await expect(use('order-7', { a: 2 })).rejects.toThrow(reused);
    expect(await use('order-8', { a: 2 })).toEqual({ a: 2 });
  });

  test('is forgotten after a day, and not before', async () => {
    const { clock, use } = open();
    await use('order-7', 1);
    await clock.advance(keyLifeMs - 1);
    await expect(use('order-7', 2)).rejects.toThrow(reused);
    await clock.advance(1);
    expect(await use('order-7', 2)).toBe(2);
    await expect(use('order-7', 1)).rejects.toThrow(reused);
  });

  test('of a request that was not kept is free', async () => {
    const { keys, use } = open();
    const failing = keys.use({ key: ['shop', 'events', 'order-7'], content: 1 }, async () => {
      throw new Error('refused');
    });
    await expect(failing).rejects.toThrow('refused');
    expect(await use('order-7', 2)).toBe(2);
  });

  test('refuses another request while the first is under way, and lets the same one go along', async () => {
    const { keys, use } = open();
    let finish = (): void => {};
    const first = keys.use(
      { key: ['shop', 'events', 'order-7'], content: 1 },
      (keep) =>
        new Promise((resolve) => {
          finish = () => resolve(keep());
        }),
    );
    await expect(use('order-7', 2)).rejects.toThrow(reused);
    expect(await use('order-7', 1)).toBe(1);
    finish();
    await first;
    await expect(use('order-7', 2)).rejects.toThrow(reused);
  });

  test('is kept beside others that come at once, and shows nothing of itself', async () => {
    const { log, use } = open(undefined, { bookmarks: 2, keysOfEach: 100 });
    const names = Array.from({ length: 100 }, (_, number) => `key-${number}`);
    await Promise.all(names.map((name) => use(name, 1)));
    const outcomes = await Promise.allSettled(names.map((name) => use(name, 2)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toEqual([]);
    for (const number of [0, 1])
      expect(await log.bookmarks.read(`server:idempotency-keys:${number}`)).not.toMatch(/key-|shop|events/);
  });

  test('takes no more room than there is: the newest are kept', async () => {
    const { use } = open(undefined, { bookmarks: 1, keysOfEach: 3 });
    for (const name of ['a', 'b', 'c', 'd']) await use(name, 1);
    for (const name of ['b', 'c', 'd']) await expect(use(name, 2)).rejects.toThrow(reused);
    expect(await use('a', 2)).toBe(2);
  });
});
