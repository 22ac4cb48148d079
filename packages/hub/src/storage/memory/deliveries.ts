import type { DeliveryReads, DeliveryRow, DeliveryWrites } from '../../deliveries/delivery-record-storage.ts';
import type { AnchorId } from '../../identity/anchor.ts';
import type { StoragePart } from '../storage-part.ts';

/** Who received what belongs to whom, in memory. */
export const memoryDeliveries = (): StoragePart<DeliveryReads, DeliveryWrites> => {
  const rows = new Map<AnchorId, Map<string, DeliveryRow>>();
  return {
    reads: {
      async of(anchors) {
        return [...new Set(anchors)]
          .sort()
          .flatMap((anchor) =>
            [...(rows.get(anchor)?.values() ?? [])].sort((one, other) =>
              one.connector < other.connector ? -1 : 1,
            ),
          );
      },
    },
    writes: {
      noteDelivery(row) {
        const ofAnchor = rows.get(row.anchor) ?? new Map<string, DeliveryRow>();
        if (!ofAnchor.has(row.connector)) rows.set(row.anchor, ofAnchor.set(row.connector, { ...row }));
      },
      forgetDeliveries: (anchor) => {
        rows.delete(anchor);
      },
    },
  };
};
