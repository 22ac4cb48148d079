import { TouchlineError } from '@touchline/core';
import {
  type Action,
  mapped,
  withAction,
  withLog,
  withSubscriptions,
  withTransactions,
} from './mutant-wrappers.ts';
import type { Mutant } from './world/world.ts';

/** A bug that is put in on purpose, to see that the simulation finds it. */
export interface NamedMutant extends Mutant {
  /** What the bug does, as a clause: "the log …". */
  readonly bug: string;
  /** The name of the invariant that catches it. */
  readonly caughtBy: string;
}

/** Each is a mistake that somebody could make. */
export const mutants: readonly NamedMutant[] = [
  {
    bug: 'the log acknowledges what it could not write',
    caughtBy: 'lost',
    log: (log) =>
      withLog(log, {
        append: (events) =>
          log.append(events).catch(() => events.map(() => ({ position: 0, duplicate: false }))),
      }),
  },
  {
    bug: 'a delivery counts as done when it is handed out',
    caughtBy: 'lost',
    log: withSubscriptions((subscription) => ({
      async next(max, signal) {
        const leases = await subscription.next(max, signal);
        await subscription.ack(leases, 'delivered');
        return leases;
      },
      ack: async () => {},
      retry: async () => {},
      release: async () => {},
    })),
  },
  {
    bug: 'the cursor passes what is still under way',
    caughtBy: 'lost',
    storage: withTransactions((transaction) => ({
      saveSubscription: (row) =>
        transaction.saveSubscription(
          row.waiting === 0
            ? row
            : {
                ...row,
                cursor: row.countedTo + 1,
                settledAbove: [],
                delivered: row.delivered + row.waiting,
                waiting: 0,
              },
        ),
    })),
  },
  {
    bug: 'dead letters are not kept',
    caughtBy: 'recount',
    storage: withTransactions(() => ({ addDeadDelivery: () => {} })),
  },
  {
    bug: 'a count drifts with every checkpoint',
    caughtBy: 'balance',
    storage: withTransactions((transaction) => ({
      saveSubscription: (row) =>
        transaction.saveSubscription({ ...row, delivered: row.delivered + (row.delivered > 0 ? 1 : 0) }),
    })),
  },
  {
    bug: 'checkpoints are not written',
    caughtBy: 'checkpoint',
    storage: (storage) =>
      withTransactions((transaction) => ({
        saveSubscription: (row) =>
          storage.subscription(row.name) ? undefined : transaction.saveSubscription(row),
        saveParked: () => {},
        updateParked: () => {},
      }))(storage),
  },
  {
    bug: 'a retry forgets which calls are done',
    caughtBy: 'once',
    log: withSubscriptions((subscription) => ({
      retry: (lease, { progress: _, ...options }) => subscription.retry(lease, options),
    })),
  },
  {
    bug: 'order by partition is not kept',
    caughtBy: 'order',
    log: (log) => withLog(log, { subscribe: ({ order: _, ...spec }) => log.subscribe(spec) }),
  },
  {
    bug: 'an attempt that met a closed window is counted',
    caughtBy: 'burnt',
    log: withSubscriptions((subscription) => ({
      retry: (lease, { countAttempt: _, ...options }) => subscription.retry(lease, options),
    })),
  },
  {
    bug: 'the wish of a vendor to wait is not heard',
    caughtBy: 'window',
    connector: withAction((call) =>
      call().catch((thrown) => {
        const deaf = TouchlineError.isInstance(thrown) && thrown.retryAfterMs !== undefined;
        throw deaf ? new TouchlineError(thrown.code, thrown.message) : thrown;
      }),
    ),
  },
  {
    bug: 'the idempotency key is another one at each attempt',
    caughtBy: 'keys',
    connector: withAction((_call, action, input, options) => {
      const { idempotencyKey: key, attempt } = options ?? {};
      const whole = typeof key === 'function' ? key() : key;
      return action(input, { ...options, idempotencyKey: `${whole}-${attempt}` });
    }),
  },
  {
    bug: 'an action that must not run twice is taken for one that may',
    caughtBy: 'ambiguous',
    connector: (connector) => ({
      ...connector,
      actions: mapped(connector.actions, ({ reconcile: _, ...parts }, action) =>
        Object.assign((...args: Parameters<Action>) => action(...args), parts, {
          idempotent: 'key' as const,
        }),
      ),
    }),
  },
  {
    bug: 'more deliveries are taken than there is room for',
    caughtBy: 'concurrency',
    log: withSubscriptions((subscription) => ({
      next: (max, signal) => subscription.next(max + 2, signal),
    })),
  },
  {
    bug: 'what is given back never comes again',
    caughtBy: 'rest',
    log: withSubscriptions(() => ({ release: async () => {} })),
  },
  {
    bug: 'what the gate said once is taken for what it says for ever',
    caughtBy: 'withheld',
    gate(gate) {
      const verdicts = new Map<string, ReturnType<typeof gate.mayDeliver>>();
      return {
        mayDeliver(delivery) {
          const about = `${delivery.purpose}/${delivery.event.id}`;
          const verdict = verdicts.get(about) ?? gate.mayDeliver(delivery);
          verdicts.set(about, verdict);
          return verdict;
        },
      };
    },
  },
  {
    bug: 'a gate that fails lets everything through',
    caughtBy: 'withheld',
    gate: (gate) => ({
      async mayDeliver(delivery) {
        try {
          return (await gate.mayDeliver(delivery)) ?? { allowed: true };
        } catch {
          return { allowed: true };
        }
      },
    }),
  },
  {
    bug: 'a pause is not heard',
    caughtBy: 'paused',
    router: (router) => ({ ...router, pause: async () => {} }),
  },
  {
    bug: 'a pause ends with its process',
    caughtBy: 'paused',
    log: (log) =>
      withLog(log, {
        bookmarks: {
          read: (name) => log.bookmarks.read(name),
          write: async (name, text) => {
            if (!name.startsWith('router:')) await log.bookmarks.write(name, text);
          },
        },
      }),
  },
];
