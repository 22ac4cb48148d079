import type { DeliveryReads, DeliveryWrites } from '../../deliveries/delivery-record-storage.ts';
import type { StoragePart } from '../storage-part.ts';
import type { Statements } from './statements.ts';

export const deliveryTables = `
  CREATE TABLE deliveries (
    anchor      TEXT NOT NULL,
    connector   TEXT NOT NULL,
    first_at_ms INTEGER NOT NULL,
    PRIMARY KEY (anchor, connector)
  ) STRICT, WITHOUT ROWID`;

/** Who received what belongs to whom, in SQLite. */
export const sqliteDeliveries = ({ run, all }: Statements): StoragePart<DeliveryReads, DeliveryWrites> => ({
  reads: {
    async of(anchors) {
      return [...new Set(anchors)].sort().flatMap((anchor) =>
        all('SELECT connector, first_at_ms FROM deliveries WHERE anchor = ? ORDER BY connector', anchor).map(
          (row) => ({
            anchor,
            connector: String(row.connector),
            firstAtMs: Number(row.first_at_ms),
          }),
        ),
      );
    },
  },
  writes: {
    noteDelivery: ({ anchor, connector, firstAtMs }) =>
      run(
        'INSERT INTO deliveries (anchor, connector, first_at_ms) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
        anchor,
        connector,
        firstAtMs,
      ),
    forgetDeliveries: (anchor) => run('DELETE FROM deliveries WHERE anchor = ?', anchor),
  },
});
