import type { EventLog, Lease, Subscription } from '@touchline/core';
import {
  type EventLogHarness,
  type EventLogPromise,
  eventLogPromises,
  manualClock,
} from '@touchline/testing';
import { describe, expect, test } from 'vitest';
import type { LocalEventLog } from './local-log.ts';
import { createMemoryLog, createMemoryStorage } from './memory-log.ts';

/** A log that is sound but for what a fault does to it. */
interface Fault {
  /** What is wrong with the log. */
  readonly name: string;
  /** The promise that must find it out. */
  readonly caughtBy: string;
  log?(log: EventLog): Partial<EventLog>;
  subscription?(subscription: Subscription): Partial<Subscription>;
}

const faults: readonly Fault[] = [
  {
    name: 'loses acknowledgements',
    caughtBy: 'what was acknowledged is not handed out again, even when earlier deliveries are still out',
    subscription: () => ({ ack: async () => {} }),
  },
  {
    name: 'writes duplicates again',
    caughtBy: 'an event that the log holds is not written again, and its receipt says so',
    log: (log) => {
      let copies = 0;
      return {
        append: (events) =>
          log.append(
            events.map((event) => {
              copies += 1;
              return { ...event, source: `${event.source}#${copies}` };
            }),
          ),
      };
    },
  },
  {
    name: 'hands out retries early',
    caughtBy:
      'a retry is not handed out before its time, and knows its attempt, its first time and its progress',
    subscription: (subscription) => ({
      retry: (lease, options) => subscription.retry(lease, { ...options, atMs: 0 }),
    }),
  },
  {
    name: 'forgets the progress of a retry',
    caughtBy:
      'a retry is not handed out before its time, and knows its attempt, its first time and its progress',
    subscription: (subscription) => ({
      retry: (lease, { progress: _, ...options }) => subscription.retry(lease, options),
    }),
  },
  {
    name: 'counts attempts that are not to be counted',
    caughtBy:
      'an attempt that is not to be counted leaves the attempt as it was, and its wait is not counted either',
    subscription: (subscription) => ({
      retry: (lease, options) => subscription.retry(lease, { ...options, countAttempt: true }),
    }),
  },
  {
    name: 'does not keep the order within a key',
    caughtBy:
      'events of one key are handed out one at a time, in order, also across retries; only that key waits',
    log: (log) => ({ subscribe: (spec) => log.subscribe({ ...spec, order: 'none' }) }),
  },
  {
    name: 'hands out backwards',
    caughtBy: 'a subscription that nobody reads from loses nothing, and catches up in order',
    subscription: (subscription) => ({
      next: async (max, signal) => (await subscription.next(max, signal)).toReversed(),
    }),
  },
  {
    name: 'lets its counts drift',
    caughtBy:
      'whatever happens, crashes included, the counts add up at every step and no event is lost or settled twice',
    subscription: (subscription) => {
      let calls = 0;
      return {
        counts: async () => {
          calls += 1;
          const counts = await subscription.counts();
          return { ...counts, delivered: counts.delivered + (calls > 20 ? 1 : 0) };
        },
      };
    },
  },
  {
    name: 'acknowledges appends that it does not hold',
    caughtBy: 'what was acknowledged is there after a crash, in order and at consecutive positions',
    log: (log) => ({
      async append(events) {
        const last = (await log.stats()).newestPosition ?? 0;
        return events.map((_, index) => ({ position: last + index + 1, duplicate: false }));
      },
    }),
  },
  {
    name: 'ignores the bound on parked deliveries',
    caughtBy: 'when as many are parked as may be, nothing new is handed out until one of them settles',
    log: (log) => ({ subscribe: (spec) => log.subscribe({ ...spec, maxParked: 1_000_000 }) }),
  },
  {
    name: 'starts every cursor now',
    caughtBy:
      'a new cursor starts now, at the beginning, at a time or at a position, and at no other place when it is reopened',
    log: (log) => ({ subscribe: (spec) => log.subscribe({ ...spec, start: 'now' }) }),
  },
  {
    name: 'treats a buried delivery as delivered',
    caughtBy:
      'a buried delivery is a dead letter, found by every part of a filter, and stays one after a crash',
    subscription: (subscription) => ({ bury: (lease) => subscription.ack([lease], 'delivered') }),
  },
  {
    name: 'parks what is given back',
    caughtBy: 'a delivery that is given back keeps its attempt and comes first again, in order',
    subscription: (subscription) => ({
      async release(leases: readonly Lease[]) {
        for (const lease of leases)
          await subscription.retry(lease, {
            atMs: 0,
            error: { code: 'http.network', message: 'given back', disposition: 'retry' },
          });
      },
    }),
  },
  {
    name: 'trims without counting',
    caughtBy: 'a trim drops what the policy does not keep, and counts every delivery that it loses',
    log: (log) => ({ trim: async (policy) => ({ ...(await log.trim(policy)), lost: {} }) }),
  },
  {
    name: 'reads without a filter',
    caughtBy: 'a reading gives what its range says, in order, as the log stood when it began',
    log: (log) => ({ read: () => log.read() }),
  },
  {
    name: 'keeps a subscription that is to be forgotten',
    caughtBy: 'a subscription that is forgotten leaves nothing behind, and can start anew',
    log: () => ({ unsubscribe: async () => {} }),
  },
];

describe('event log suite', () => {
  test('each promise has a name of its own', () => {
    expect(new Set(eventLogPromises.map(({ name }) => name)).size).toBe(eventLogPromises.length);
  });

  for (const fault of faults)
    test(`finds out a log that ${fault.name}`, async () => {
      const broken = harnessOf(fault);
      await expect(promiseNamed(fault.caughtBy).run(broken)).rejects.toThrow(Error);
      await broken.dispose();
      const sound = harnessOf();
      await promiseNamed(fault.caughtBy).run(sound);
      await sound.dispose();
    });
});

const promiseNamed = (name: string): EventLogPromise => {
  const promise = eventLogPromises.find((each) => each.name === name);
  if (!promise) throw new Error(`There is no promise "${name}".`);
  return promise;
};

const harnessOf = (fault?: Fault): EventLogHarness => {
  const clock = manualClock();
  const storage = createMemoryStorage();
  let log: LocalEventLog | undefined;
  return {
    clock,
    async open() {
      log = createMemoryLog({ storage, clock });
      return fault ? spoil(log, fault) : log;
    },
    async crash() {
      log?.abandon();
    },
    async dispose() {
      log?.abandon();
    },
  };
};

const spoil = (log: EventLog, fault: Fault): EventLog => {
  const spoiled = overlay(log, fault.log?.(log) ?? {});
  const { subscription: spoilSubscription } = fault;
  if (!spoilSubscription) return spoiled;
  return overlay(spoiled, {
    async subscribe(spec) {
      const subscription = await spoiled.subscribe(spec);
      return overlay(subscription, spoilSubscription(subscription));
    },
  });
};

/** The object with some of its members replaced; the others keep their `this`. */
const overlay = <Whole extends object>(whole: Whole, part: Partial<Whole>): Whole =>
  new Proxy(whole, {
    get(target, key) {
      const own = Reflect.get(key in part ? part : target, key);
      return typeof own === 'function' ? own.bind(key in part ? part : target) : own;
    },
  });
