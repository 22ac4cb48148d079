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
  /** Of how many anchors it is kept in memory who had something of them, about 300 bytes each. Default 100,000. */
  readonly maxInMemory?: number;
}

/** Which connectors may have received what belongs to whom: whoever has to forget a person must be known. */
export interface DeliveryRecord {
  /** To note, connector after connector, who is about to receive something that names all of these anchors. */
  about(anchors: readonly AnchorId[]): DeliveryNotes;
  /** Who may have received something of these anchors: by anchor, then by connector. */
  deliveredTo(anchors: readonly AnchorId[]): Promise<readonly DeliveryRow[]>;
  /** Forgets it about a person who is erased: who is to be asked to erase then stands in the erasure. */
  readonly erasure: ErasurePart;
}

/** The deliveries of something that names certain anchors. */
export interface DeliveryNotes {
  readonly anchors: readonly AnchorId[];
  /**
   * Notes that a connector is about to receive it. Undefined where that is known already; else resolves once it is durable, before
   * the delivery may be made.
   */
  note(connector: string): Promise<void> | undefined;
}

/** The connectors that are known, on disk, to have had something of one anchor. */
type Known = Set<string>;

export const createDeliveryRecord = ({
  storage,
  clock = systemClock,
  maxInMemory = 100_000,
}: DeliveryRecordOptions): DeliveryRecord => {
  const known = new RecentCache<AnchorId, Known>(maxInMemory);
  /** Grows when something is forgotten, so that what was noted before is not taken for known. */
  let forgettings = 0;
  /** What is noted in one turn is written together, each pair once. */
  let gathering: { readonly rows: Map<string, DeliveryRow>; readonly written: Promise<void> } | undefined;

  const knownOf = (anchor: AnchorId): Known => {
    let connectors = known.get(anchor);
    if (!connectors) {
      connectors = new Set();
      known.set(anchor, connectors);
    }
    return connectors;
  };

  const gather = (): NonNullable<typeof gathering> => {
    const rows = new Map<string, DeliveryRow>();
    const written = Promise.resolve().then(() => {
      gathering = undefined;
      return storage.write((writes) => {
        for (const row of rows.values()) writes.noteDelivery(row);
      });
    });
    return { rows, written };
  };

  const noteNow = async (
    connector: string,
    anchors: readonly AnchorId[],
    knownNow: () => readonly Known[],
  ): Promise<void> => {
    for (;;) {
      const before = forgettings;
      gathering ??= gather();
      const { rows, written } = gathering;
      for (const anchor of anchors)
        rows.set(`${anchor} ${connector}`, { anchor, connector, firstAtMs: clock.now() });
      await written;
      if (before !== forgettings) continue;
      for (const each of knownNow()) each.add(connector);
      return;
    }
  };

  return {
    about(anchors) {
      let seen = forgettings;
      let connectors = anchors.map(knownOf);
      const knownNow = (): readonly Known[] => {
        if (seen !== forgettings) {
          seen = forgettings;
          connectors = anchors.map(knownOf);
        }
        return connectors;
      };
      return {
        anchors,
        note(connector) {
          for (const each of knownNow())
            if (!each.has(connector)) return noteNow(connector, anchors, knownNow);
          return undefined;
        },
      };
    },
    deliveredTo: (anchors) => storage.deliveries.of(anchors),
    erasure: {
      prepare: async ({ anchors }) => ({
        write(writes) {
          for (const anchor of anchors) writes.forgetDeliveries(anchor);
        },
        written() {
          forgettings += 1;
          for (const anchor of anchors) known.delete(anchor);
        },
      }),
    },
  };
};
