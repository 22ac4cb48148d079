import type { AnchorId } from '../identity/anchor.ts';

/** A connector may have received what belongs to an anchor. */
export interface DeliveryRow {
  readonly anchor: AnchorId;
  /** The name that the connector is registered under. */
  readonly connector: string;
  /** When it was noted first, before the delivery: milliseconds since the epoch. */
  readonly firstAtMs: number;
}

/** What is asked of the delivery record. */
export interface DeliveryReads {
  /** By anchor, then by connector. */
  of(anchors: readonly AnchorId[]): Promise<readonly DeliveryRow[]>;
}

/** What is written of the delivery record. */
export interface DeliveryWrites {
  /** Adds a row; leaves one of the same anchor and connector alone. */
  noteDelivery(row: DeliveryRow): void;
  /** Forgets who had anything of an anchor. */
  forgetDeliveries(anchor: AnchorId): void;
}
