import type { AppendReceipt, EventLog, ReadRange, StoredEvent } from '@touchline/core';
import type { Vault } from '../vault/vault.ts';
import { shownId, shownSource } from './attribute-pseudonyms.ts';
import { sealDeadLetters } from './sealed-dead-letters.ts';
import { sealSubscription } from './sealed-subscription.ts';
import type { Sealer } from './sealer.ts';

/**
 * A log whose events, dead letters and kept webhooks stand encrypted in the log that it wraps, each under the key of the person it
 * is about. It keeps every promise of an {@link EventLog}. Once a person is erased, their events are read without what was
 * personal in them, and no subscription is handed them any more.
 */
export const sealLog = (log: EventLog, sealer: Sealer, vault: Vault): EventLog => {
  /** Ends when the last append was begun: sealing may take the one longer than the next, and their order is that of the log. */
  let lastBegun: Promise<unknown> = Promise.resolve();

  /** The range as the log has it. */
  const rangeWithin = async (range: ReadRange = {}): Promise<ReadRange> => {
    const { source, id, subject, partitionkey } = range;
    if ((source ?? id ?? subject ?? partitionkey) === undefined) return range;
    const pseudonymOf = await sealer.pseudonymOf();
    return {
      ...range,
      ...(source !== undefined && { source: shownSource(source, pseudonymOf) }),
      ...(id !== undefined && { id: shownId(id, pseudonymOf) }),
      ...(subject !== undefined && { subject: pseudonymOf(subject) }),
      ...(partitionkey !== undefined && { partitionkey: pseudonymOf(partitionkey) }),
    };
  };

  const unsealAll = async (stored: readonly StoredEvent[]): Promise<readonly StoredEvent[]> => {
    const events = await sealer.unseal(stored.map(({ event }) => event));
    return stored.map((each, index) => ({ ...each, event: events[index] ?? each.event }));
  };

  return {
    append(events): Promise<readonly AppendReceipt[]> {
      const sealing = sealer.seal(events);
      const begun = lastBegun.then(() => sealing);
      lastBegun = begun.catch(() => {});
      return begun.then((sealed) => log.append(sealed));
    },
    subscribe: async (spec) => sealSubscription(await log.subscribe(spec), sealer),
    unsubscribe: (name) => log.unsubscribe(name),
    async *read(range) {
      let page: StoredEvent[] = [];
      for await (const stored of log.read(await rangeWithin(range))) {
        page.push(stored);
        if (page.length < pageSize) continue;
        yield* await unsealAll(page);
        page = [];
      }
      yield* await unsealAll(page);
    },
    count: async (range) => log.count(await rangeWithin(range)),
    countByType: (range) => log.countByType(range),
    deadLetters: sealDeadLetters(log.deadLetters, sealer, vault),
    bookmarks: log.bookmarks,
    stats: () => log.stats(),
    trim: (policy) => log.trim(policy),
    async close() {
      await lastBegun;
      await log.close();
    },
  };
};

/** How many events have their keys looked up together. */
const pageSize = 100;
