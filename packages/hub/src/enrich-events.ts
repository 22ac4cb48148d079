import { type EnrichEvents, partitionKeyOf, type TouchlineEvent } from '@touchline/core';
import type { AnchorId } from './identity/anchor.ts';
import type { IdentityIndex } from './identity/identity-index.ts';
import type { RecordedEvent } from './record/recording-part.ts';

/**
 * Completes events before they are stored: where the customer has no `id`, it gets that of the person that it will be once the event is
 * recorded; the partition key becomes that of the person, so that what one person does over all channels keeps its order. A partition key
 * that was chosen otherwise stays.
 */
export const createEnrich =
  (index: IdentityIndex): EnrichEvents =>
  async (events) => {
    const { identify } = await index.open();
    const recorded: RecordedEvent[] = [];
    const places = new Map<TouchlineEvent, number>();
    for (const event of events) {
      const identified = identify(event);
      if (identified) places.set(event, recorded.push({ event, ...identified }) - 1);
    }
    if (recorded.length === 0) return events;
    const persons = await index.foresee(recorded);
    return events.map((event) => {
      const place = places.get(event);
      return place === undefined ? event : completed(event, persons[place] as AnchorId);
    });
  };

const completed = (event: TouchlineEvent, person: AnchorId): TouchlineEvent => {
  const { data, subject, partitionkey } = event;
  const customer = customerOf(data);
  const isDefaultKey = partitionkey === undefined || partitionkey === partitionKeyOf(data, subject);
  return {
    ...event,
    ...(customer &&
      customer.id === undefined && {
        data: { ...(data as object), customer: { ...customer, id: person } },
      }),
    ...(isDefaultKey && { partitionkey: person }),
  };
};

const customerOf = (data: unknown): { readonly id?: unknown } | undefined => {
  const customer =
    typeof data === 'object' && data !== null && 'customer' in data ? data.customer : undefined;
  return typeof customer === 'object' && customer !== null ? customer : undefined;
};
