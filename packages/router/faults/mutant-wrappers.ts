import type { Connector, EventLog, Subscription } from '@touchline/core';
import type { LocalEventLog } from '../src/log/local-log.ts';
import type { LogStorage, LogTransaction } from '../src/log/log-storage.ts';

// Wrappers for bugs put in on purpose: what a change leaves out stays as it is.

export function withLog(log: LocalEventLog, changes: Partial<EventLog>): LocalEventLog {
  return {
    append: (events) => log.append(events),
    subscribe: (spec) => log.subscribe(spec),
    unsubscribe: (name) => log.unsubscribe(name),
    read: (range) => log.read(range),
    count: (range) => log.count(range),
    countByType: (range) => log.countByType(range),
    deadLetters: log.deadLetters,
    bookmarks: log.bookmarks,
    stats: () => log.stats(),
    trim: (policy) => log.trim(policy),
    close: () => log.close(),
    abandon: () => log.abandon(),
    ...changes,
  };
}

export function withSubscriptions(
  change: (subscription: Subscription) => Partial<Subscription>,
): (log: LocalEventLog) => LocalEventLog {
  return (log) =>
    withLog(log, {
      async subscribe(spec) {
        const subscription = await log.subscribe(spec);
        return {
          name: subscription.name,
          next: (max, signal) => subscription.next(max, signal),
          ack: (leases, outcome) => subscription.ack(leases, outcome),
          retry: (lease, options) => subscription.retry(lease, options),
          bury: (lease, options) => subscription.bury(lease, options),
          release: (leases) => subscription.release(leases),
          counts: () => subscription.counts(),
          close: () => subscription.close(),
          ...change(subscription),
        };
      },
    });
}

export function withTransactions(
  change: (transaction: LogTransaction) => Partial<LogTransaction>,
): (storage: LogStorage) => LogStorage {
  return (storage) =>
    delegate(storage, {
      // All transactions come by here.
      background: undefined,
      write: (work) => storage.write((transaction) => work(delegate(transaction, change(transaction)))),
    });
}

/** An object that does what another does, but for the changes; the other keeps its private fields to itself. */
function delegate<Target extends object>(target: Target, changes: Partial<Target>): Target {
  return new Proxy(target, {
    get(_target, name) {
      if (Object.hasOwn(changes, name)) return changes[name as keyof Target];
      const value = target[name as keyof Target];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

export type Action = Connector['actions'][string];

export function withAction(
  run: (call: () => Promise<unknown>, action: Action, ...args: Parameters<Action>) => Promise<unknown>,
): (connector: Connector) => Connector {
  return (connector) => ({
    ...connector,
    actions: mapped(connector.actions, (parts, action) =>
      Object.assign((...args: Parameters<Action>) => run(() => action(...args), action, ...args), parts),
    ),
  });
}

export function mapped(
  actions: Connector['actions'],
  change: (parts: Pick<Action, 'contract' | 'idempotent' | 'reconcile'>, action: Action) => Action,
): Connector['actions'] {
  return Object.fromEntries(
    Object.entries(actions).map(([name, action]) => [name, change({ ...action }, action)]),
  );
}
