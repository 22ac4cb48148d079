import type { TouchlineEvent } from '../event/envelope.ts';

/** A delivery that is about to be made. */
export interface GatedDelivery {
  readonly event: TouchlineEvent;
  /** The id of the route. */
  readonly route: string;
  /** The registered name of the connector. */
  readonly connector: string;
  /** What the route delivers for, such as `marketing`; undefined where it does not say. */
  readonly purpose: string | undefined;
  /** The way to the person, such as `email`: what the route says, else the connector's category. */
  readonly channel: string;
}

/** Whether a delivery may be made. */
export type GateVerdict =
  | { readonly allowed: true }
  /** It is counted as skipped with this reason, such as `consent.withdrawn`. */
  | { readonly allowed: false; readonly reason: string };

/**
 * Has a say in every delivery, at the moment it is made, on retries and replays as well: consent is that of now, not that of
 * when the event came. It may also note who is told what. A router without one delivers without asking.
 */
export interface DeliveryGate {
  /**
   * Answers at once where it can. A gate that throws lets nothing through: the delivery is tried again on the route's
   * schedule.
   */
  mayDeliver(delivery: GatedDelivery): GateVerdict | Promise<GateVerdict>;
}

/**
 * Completes events before they are stored, however they came. Answers as many, in the same order, of the same type, source and id.
 * When it throws, nothing is stored.
 */
export type EnrichEvents = (
  events: readonly TouchlineEvent[],
) => readonly TouchlineEvent[] | Promise<readonly TouchlineEvent[]>;
