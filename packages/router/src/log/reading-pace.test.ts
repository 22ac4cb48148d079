import type { EventLog, Subscription, TouchlineEvent } from '@touchline/core';
import { describe, expect, test } from 'vitest';
import { createMemoryLog } from './memory-log.ts';
import { eventsPerTurn, ReadingPace } from './reading-pace.ts';
import { createSqliteLog } from './sqlite-log.ts';

const turn = () => new Promise(setImmediate);

const sale = (number: number): TouchlineEvent => ({
  specversion: '1.0',
  id: `sale-${number}`,
  source: '/shop',
  type: 'shop.sold',
  time: '2026-11-21T09:30:00Z',
  datacontenttype: 'application/json',
  data: { sku: 'hat' },
});

const windowSize = 64;

const backlog = 10 * eventsPerTurn;
/** Many more than it takes. */
const manyTurns = 100;

/** A consumer to whom nothing outside of the process matters. */
const consume = (subscription: Subscription) => {
  let handled = 0;
  const run = async (): Promise<void> => {
    for (;;) {
      const leases = await subscription.next(16);
      if (leases.length === 0) return;
      handled += leases.length;
      await subscription.ack(leases, 'delivered');
    }
  };
  return { handled: () => handled, consuming: run() };
};

/** A subscription to a log, with a backlog. */
const behind = async (log: EventLog): Promise<Subscription> => {
  await log.append(Array.from({ length: backlog }, (_, number) => sale(number)));
  return log.subscribe({ name: 'late', types: ['*'], start: 'beginning' });
};

describe.each([
  ['memory', () => createMemoryLog({ windowSize })],
  ['SQLite', () => createSqliteLog({ path: ':memory:', windowSize })],
])('a backlog in a %s log', (_, createLog) => {
  test('leaves every turn of the event loop time for others', async () => {
    const log = createLog();
    const { handled, consuming } = consume(await behind(log));
    const perTurn: number[] = [];
    for (let before = handled(); before < backlog && perTurn.length < manyTurns; before = handled()) {
      await turn();
      perTurn.push(handled() - before);
    }
    expect(handled()).toBe(backlog);
    expect(Math.max(...perTurn)).toBeLessThanOrEqual(eventsPerTurn + windowSize);
    await log.close();
    await consuming;
  });

  test('lets what is appended meanwhile be durable long before its end', async () => {
    const log = createLog();
    const { handled, consuming } = consume(await behind(log));
    await turn();
    await log.append([sale(backlog)]);
    expect(handled()).toBeLessThan(backlog / 2);
    for (let turns = 0; turns < manyTurns && handled() <= backlog; turns += 1) await turn();
    await log.close();
    await consuming;
    expect(handled()).toBe(backlog + 1);
  });
});

test.each([
  ['memory', () => createMemoryLog()],
  ['SQLite', () => createSqliteLog({ path: ':memory:' })],
])('a backlog in a %s log is delivered past one of it that is never done with', async (_, createLog) => {
  const log = createLog();
  const subscription = await behind(log);
  await subscription.next(1);
  const { handled, consuming } = consume(subscription);
  for (let turns = 0; turns < manyTurns && handled() < backlog - 1; turns += 1) await turn();
  expect(handled()).toBe(backlog - 1);
  await log.close();
  await consuming;
});

test('what may be read in a turn is bounded in events and in bytes, and begins anew with the next turn', async () => {
  const pace = new ReadingPace();
  pace.spend(eventsPerTurn - 1, 0);
  expect(pace.isSpent).toBe(false);
  pace.spend(1, 0);
  expect(pace.isSpent).toBe(true);
  await turn();
  expect(pace.isSpent).toBe(false);
  pace.spend(1, 4 * 1_024 * 1_024);
  expect(pace.isSpent).toBe(true);
  await turn();
  expect(pace.isSpent).toBe(false);
});
