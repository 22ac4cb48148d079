import type { DeliveryGate, GatedDelivery, GateVerdict, TouchlineEvent } from '@touchline/core';
import type { ConsentLedger } from '../consent/create-consent-ledger.ts';
import type { Tombstones } from '../erasure/tombstones.ts';
import type { AnchorId } from '../identity/anchor.ts';
import type { PersonDirectory } from '../profile/person.ts';
import type { AnchorsOfEvent } from '../seal/anchors-of-events.ts';
import type { DeliveryRecord } from './create-delivery-record.ts';

/** What the gate of a hub works with. */
export interface HubGateOptions {
  /** Answers once the hub's keys are open. */
  readonly anchorsOfEvents: () => Promise<AnchorsOfEvent>;
  readonly people: Pick<PersonDirectory, 'of'>;
  readonly tombstones: Pick<Tombstones, 'cover'>;
  readonly consents: Pick<ConsentLedger, 'decide'>;
  readonly deliveries: Pick<DeliveryRecord, 'note'>;
  /** Whether a connector is the hub's own: what it receives it erases by itself. */
  readonly isOwn?: (connector: string) => boolean;
}

const allowed: GateVerdict = { allowed: true };
const erased: GateVerdict = { allowed: false, reason: 'erased' };
/** Nobody is named, so nobody can have consented. */
const nobody: GateVerdict = { allowed: false, reason: 'consent.nobody' };

/**
 * The gate of a hub: it lets nothing through about people who were erased since; where a route has a purpose, only what the person
 * consented to; and it notes who is about to receive what belongs to whom. Where all that is known, it answers at once.
 */
export const createHubGate = ({
  anchorsOfEvents,
  people,
  tombstones,
  consents,
  deliveries,
  isOwn = () => false,
}: HubGateOptions): DeliveryGate => {
  let anchorsOf: AnchorsOfEvent | undefined;
  /** The routes to ten connectors ask about one and the same event. */
  const anchorsByEvent = new WeakMap<TouchlineEvent, readonly AnchorId[]>();

  const anchorsOfEvent = (event: TouchlineEvent, read: AnchorsOfEvent): readonly AnchorId[] => {
    let anchors = anchorsByEvent.get(event);
    if (!anchors) {
      anchors = read(event);
      anchorsByEvent.set(event, anchors);
    }
    return anchors;
  };

  const note = (
    { connector, event: { time } }: GatedDelivery,
    anchors: readonly AnchorId[],
  ): GateVerdict | Promise<GateVerdict> => {
    const noting = isOwn(connector) ? undefined : deliveries.note(connector, anchors);
    if (!noting) return allowed;
    // An erasure that came in between asked only those who were noted by then.
    return noting
      .then(() => tombstones.cover([{ anchors, time }]))
      .then(([isErased]) => (isErased ? erased : allowed));
  };

  /** A withdrawal counts wherever it stands: with the person, or with an address that the event names. */
  const askConsent = async (
    delivery: GatedDelivery & { readonly purpose: string },
    anchors: readonly AnchorId[],
  ): Promise<GateVerdict> => {
    const found = await people.of(anchors);
    const all = new Set(anchors);
    for (const person of found.values()) for (const anchor of person.anchors) all.add(anchor);
    const { purpose, channel } = delivery;
    const verdict = await consents.decide([...all], { purpose, channel });
    if (!verdict.allowed) return { allowed: false, reason: verdict.reason ?? 'consent.missing' };
    return note(delivery, anchors);
  };

  const ask = (delivery: GatedDelivery, read: AnchorsOfEvent): GateVerdict | Promise<GateVerdict> => {
    const { event, purpose } = delivery;
    const anchors = anchorsOfEvent(event, read);
    if (anchors.length === 0) return purpose === undefined ? allowed : nobody;
    const goOn = () =>
      purpose === undefined ? note(delivery, anchors) : askConsent({ ...delivery, purpose }, anchors);
    const covered = tombstones.cover([{ anchors, time: event.time }]);
    if (covered instanceof Promise) return covered.then(([isErased]) => (isErased ? erased : goOn()));
    return covered[0] ? erased : goOn();
  };

  return {
    mayDeliver(delivery) {
      if (anchorsOf) return ask(delivery, anchorsOf);
      return anchorsOfEvents().then((read) => {
        anchorsOf = read;
        return ask(delivery, read);
      });
    },
  };
};
