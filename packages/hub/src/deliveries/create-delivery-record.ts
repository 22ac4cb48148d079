import { type Clock, systemClock } from '@touchline/core';
import type { ErasurePart } from '../erasure/erasure-part.ts';
import type { AnchorId } from '../identity/anchor.ts';
import type { HubStorage } from '../storage/hub-storage.ts';
import { RecentCache } from '../vault/recent-cache.ts';
import type { DeliveryRow } from './delivery-record-storage.ts';

/** What a delivery record is made of. */
export interface DeliveryRecordOptions {
  readonly storage: Pick<HubStorage, 'deliveries' | 'write'>;
  readonly clock?: Clock;
  /** Of how many anchors it is kept in memory what a connector has, for each connector. Default 100,000. */
  readonly maxInMemory?: number;
}

/** Which connectors may have received what belongs to whom: whoever has to forget a person must be known. */
export interface DeliveryRecord {
  /**
   * Notes that a connector is about to receive something that names these anchors. Undefined where that is known already; else
   * resolves once it is durable, before the delivery may be made.
   */
  note(connector: string, anchors: readonly AnchorId[]): Promise<void> | undefined;
  /** Who may have received something of these anchors: by anchor, then by connector. */
  deliveredTo(anchors: readonly AnchorId[]): Promise<readonly DeliveryRow[]>;
  /** Forgets it about a person who is erased: who is to be asked to erase then stands in the erasure. */
  readonly erasure: ErasurePart;
}

export const createDeliveryRecord = ({
  storage,
  clock = systemClock,
  maxInMemory = 100_000,
}: DeliveryRecordOptions): DeliveryRecord => {
  const byConnector = new Map<string, RecentCache<AnchorId, true>>();
  /** Grows when something is forgotten, so that what was noted before is not taken for known. */
  let forgettings = 0;
  /** What is noted in one turn is written together. */
  let gathering: { readonly rows: DeliveryRow[]; readonly written: Promise<void> } | undefined;

  const knownOf = (connector: string): RecentCache<AnchorId, true> => {
    let known = byConnector.get(connector);
    if (!known) {
      known = new RecentCache(maxInMemory);
      byConnector.set(connector, known);
    }
    return known;
  };

  const gather = (): NonNullable<typeof gathering> => {
    const rows: DeliveryRow[] = [];
    const written = Promise.resolve().then(() => {
      gathering = undefined;
      return storage.write((writes) => {
        for (const row of rows) writes.noteDelivery(row);
      });
    });
    return { rows, written };
  };

  const noteNow = async (connector: string, anchors: readonly AnchorId[]): Promise<void> => {
    for (;;) {
      const before = forgettings;
      gathering ??= gather();
      const { rows, written } = gathering;
      for (const anchor of anchors) rows.push({ anchor, connector, firstAtMs: clock.now() });
      await written;
      if (before !== forgettings) continue;
      const known = knownOf(connector);
      for (const anchor of anchors) known.set(anchor, true);
      return;
    }
  };

  return {
    note(connector, anchors) {
      const known = knownOf(connector);
      const fresh = anchors.filter((anchor) => known.get(anchor) === undefined);
      return fresh.length > 0 ? noteNow(connector, fresh) : undefined;
    },
    deliveredTo: (anchors) => storage.deliveries.of(anchors),
    erasure: {
      prepare: async ({ anchors }) => ({
        write(writes) {
          for (const anchor of anchors) writes.forgetDeliveries(anchor);
        },
        written() {
          forgettings += 1;
          for (const known of byConnector.values()) for (const anchor of anchors) known.delete(anchor);
        },
      }),
    },
  };
};
