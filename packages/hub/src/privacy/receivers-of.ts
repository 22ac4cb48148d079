import type { DeliveryRecord } from '../deliveries/create-delivery-record.ts';
import type { CustomerExport } from '../export/customer-export.ts';
import type { AnchorId } from '../identity/anchor.ts';

/** The connectors that may have received something of a person, each once, since the earliest. */
export const receiversOf = async (
  anchors: readonly AnchorId[],
  deliveries: Pick<DeliveryRecord, 'deliveredTo'>,
): Promise<CustomerExport['receivers']> => {
  const firstAtMs = new Map<string, number>();
  for (const row of await deliveries.deliveredTo(anchors))
    firstAtMs.set(row.connector, Math.min(row.firstAtMs, firstAtMs.get(row.connector) ?? row.firstAtMs));
  return [...firstAtMs]
    .map(([connector, atMs]) => ({ connector, since: new Date(atMs).toISOString() }))
    .sort((one, other) => (one.connector < other.connector ? -1 : 1));
};
