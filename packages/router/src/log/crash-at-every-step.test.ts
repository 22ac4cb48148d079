import type { Lease, Subscription, TouchlineErrorJson, TouchlineEvent } from '@touchline/core';
import { manualClock } from '@touchline/testing';
import { describe, expect, test } from 'vitest';
import type { LocalEventLog } from './local-log.ts';
import { createMemoryLog, createMemoryStorage, type MemoryLogStorage } from './memory-log.ts';

const error: TouchlineErrorJson = { code: 'http.server_error', message: 'It failed.', disposition: 'retry' };

const eventOf = (id: string): TouchlineEvent => ({
  specversion: '1.0',
  id,
  source: '/tests',
  type: 'payment.succeeded',
  time: '2026-01-01T00:00:00Z',
  datacontenttype: 'application/json',
  data: {},
});

/** A life with everything in it; every line ends at a point at which the process may die. */
interface Life {
  readonly log: LocalEventLog;
  readonly subscription: Subscription;
  leases: readonly Lease[];
}

const lease = (life: Life, index: number): Lease => life.leases[index] as Lease;

const steps: readonly ((life: Life) => Promise<unknown>)[] = [
  ({ log }) => log.append(['0', '1', '2', '3', '4', '5', '6', '7'].map(eventOf)),
  async (life) => {
    life.leases = await life.subscription.next(8);
  },
  (life) => life.subscription.ack([lease(life, 1), lease(life, 3)], 'delivered'),
  ({ log }) => log.append([eventOf('8')]),
  (life) => life.subscription.retry(lease(life, 2), { atMs: 0, error, progress: 1 }),
  (life) => life.subscription.bury(lease(life, 5), { stage: 'deliver', error }),
  (life) => life.subscription.ack([lease(life, 6)], 'skipped'),
  ({ log }) => log.deadLetters.discard({}),
  (life) => life.subscription.release([lease(life, 7)]),
  (life) => life.subscription.bury(lease(life, 4), { stage: 'deliver', error }),
  ({ log }) => log.deadLetters.replay({}),
  ({ log }) => log.trim({ maxEvents: 7 }),
  async (life) => {
    life.leases = [lease(life, 0), ...(await life.subscription.next(8))];
  },
  ({ log }) => log.append([eventOf('9')]),
  (life) => life.subscription.ack(life.leases, 'delivered'),
];

const live = async (storage: MemoryLogStorage, until: number, windowSize: number): Promise<Life> => {
  const log = createMemoryLog({ storage, clock: manualClock(), windowSize });
  const life: Life = { log, subscription: await log.subscribe({ name: 'all', types: ['*'] }), leases: [] };
  for (const step of steps.slice(0, until)) await step(life);
  return life;
};

describe('a crash at every step', () => {
  for (const windowSize of [1_024, 8])
    test(`leaves counts that add up, loses nothing and repeats only what was not written (window ${windowSize})`, async () => {
      for (let until = 0; until <= steps.length; until += 1) {
        const storage = createMemoryStorage();
        const life = await live(storage, until, windowSize);
        const before = await life.subscription.counts();
        life.log.abandon();

        const log = createMemoryLog({ storage, clock: manualClock(Date.UTC(2027, 0)) });
        const subscription = await log.subscribe({ name: 'all', types: ['*'] });
        const after = await subscription.counts();
        const { matched, delivered, skipped, dead, lost, pending } = after;
        expect(delivered + skipped + dead + lost + pending, `after step ${until}`).toBe(matched);
        expect(matched).toBe(before.matched);
        expect(dead).toBe(before.dead);
        expect(delivered).toBeLessThanOrEqual(before.delivered);

        const abort = new AbortController();
        const leases = await Promise.race([subscription.next(100, abort.signal), afterTurns(abort)]);
        expect(leases.length, `after step ${until}`).toBe(pending);
        expect(new Set(leases.map(({ position }) => position)).size).toBe(pending);
        await subscription.ack(leases, 'delivered');
        expect(await subscription.counts()).toMatchObject({
          matched,
          dead,
          lost,
          delivered: matched - dead - lost - skipped,
          pending: 0,
        });
        await log.close();
      }
    });

  test('what was settled before a transaction is not handed out again after it', async () => {
    const storage = createMemoryStorage();
    const life = await live(storage, 4, 1_024);
    life.log.abandon();
    const log = createMemoryLog({ storage });
    const subscription = await log.subscribe({ name: 'all', types: ['*'] });
    // 1 and 3 lie above the cursor, and the append of 8 wrote that they are done.
    expect((await subscription.next(100)).map(({ event }) => event.id)).toEqual([
      '0',
      '2',
      '4',
      '5',
      '6',
      '7',
      '8',
    ]);
    await log.close();
  });
});

const afterTurns = async (abort: AbortController): Promise<readonly Lease[]> => {
  for (let turn = 0; turn < 4; turn += 1) await new Promise(setImmediate);
  abort.abort();
  return [];
};
