import type { DeliveryGate, GatedDelivery, GateVerdict, TouchlineEvent } from '@touchline/core';
import type { ConsentQuestion } from '../consent/consent-choice.ts';
import type { ConsentLedger } from '../consent/create-consent-ledger.ts';
import type { Tombstones } from '../erasure/tombstones.ts';
import type { AnchorId } from '../identity/anchor.ts';
import type { PersonDirectory } from '../profile/person.ts';
import type { AnchorsOfEvent } from '../seal/anchors-of-events.ts';
import type { DeliveryNotes, DeliveryRecord } from './create-delivery-record.ts';

/** What the gate of a hub works with. */
export interface HubGateOptions {
  /** Answers once the hub's keys are open. */
  readonly anchorsOfEvents: () => Promise<AnchorsOfEvent>;
  readonly people: Pick<PersonDirectory, 'of'>;
  readonly tombstones: Pick<Tombstones, 'cover'>;
  readonly consents: Pick<ConsentLedger, 'decide'>;
  readonly deliveries: Pick<DeliveryRecord, 'about'>;
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
  const notesOfEvents = new WeakMap<TouchlineEvent, DeliveryNotes>();

  const notesOf = (event: TouchlineEvent, read: AnchorsOfEvent): DeliveryNotes => {
    let notes = notesOfEvents.get(event);
    if (!notes) {
      notes = deliveries.about(read(event));
      notesOfEvents.set(event, notes);
    }
    return notes;
  };

  /**
   * Notes who is told of whom. That takes time where it was not known, and then everything is asked again: the person may have been
   * erased meanwhile, or have changed their mind.
   */
  const noted = (
    delivery: GatedDelivery,
    notes: DeliveryNotes,
    read: AnchorsOfEvent,
  ): GateVerdict | Promise<GateVerdict> => {
    const noting = isOwn(delivery.connector) ? undefined : notes.note(delivery.connector);
    return noting?.then(() => ask(delivery, read)) ?? allowed;
  };

  /** A withdrawal counts wherever it stands: with the person, or with an address that the event names. */
  const consented = async (
    { purpose, channel }: ConsentQuestion,
    anchors: readonly AnchorId[],
  ): Promise<GateVerdict> => {
    const found = await people.of(anchors);
    const all = new Set(anchors);
    for (const person of found.values()) for (const anchor of person.anchors) all.add(anchor);
    const { reason, ...verdict } = await consents.decide([...all], { purpose, channel });
    return verdict.allowed ? allowed : { allowed: false, reason: reason ?? 'consent.missing' };
  };

  const ask = (delivery: GatedDelivery, read: AnchorsOfEvent): GateVerdict | Promise<GateVerdict> => {
    const { event, purpose, channel } = delivery;
    const notes = notesOf(event, read);
    const { anchors } = notes;
    if (anchors.length === 0) return purpose === undefined ? allowed : nobody;
    const goOn = () =>
      purpose === undefined
        ? noted(delivery, notes, read)
        : consented({ purpose, channel }, anchors).then((verdict) =>
            verdict.allowed ? noted(delivery, notes, read) : verdict,
          );
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
