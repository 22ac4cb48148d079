import type { IgnoredEvent, MappedEvent, MapTools, TouchpointEvents } from '@touchline/core';
import type { PersonDirectory } from '../profile/person.ts';
import type { HubStorage } from '../storage/hub-storage.ts';
import { announcementDraft } from './announcement-draft.ts';
import type { AudienceKeeper } from './audience-keeper.ts';
import type { AnnouncementRow } from './audience-storage.ts';

/** What announcements are published with. */
export interface AnnouncementOptions {
  readonly storage: Pick<HubStorage, 'audiences' | 'write'>;
  readonly people: PersonDirectory;
  readonly audiences: Pick<AudienceKeeper, 'onAnnounced'>;
}

/** So many are published together. */
const batchSize = 100;

/**
 * The `stream` of the hub's connector: publishes entries and exits until the signal aborts. Each is removed only once it is durable
 * where it was published; one that is published again after a failure is the same event.
 *
 * The customer of the events is as it is known when they are published: whom they reach must find somebody by them.
 */
export const publishAnnouncements = async (
  { storage, people, audiences }: AnnouncementOptions,
  { event }: MapTools<TouchpointEvents>,
  emit: (events: readonly (MappedEvent | IgnoredEvent)[]) => Promise<void>,
  signal: AbortSignal,
): Promise<void> => {
  const mapped = async (rows: readonly AnnouncementRow[]): Promise<readonly MappedEvent[]> => {
    const persons = await people.of([...new Set(rows.map(({ person }) => person))]);
    const events: MappedEvent[] = [];
    for (const row of rows) {
      const person = persons.get(row.person);
      // Whoever was erased since is nobody that one could tell of.
      if (person) events.push(mappedEvent(row, await people.customer(person), event));
    }
    return events;
  };

  while (!signal.aborted) {
    const rows = await storage.audiences.announcements(0, batchSize);
    if (rows.length === 0) {
      await somethingNew(storage, audiences, signal);
      continue;
    }
    const events = await mapped(rows);
    if (events.length > 0) await emit(events);
    await storage.write((writes) => {
      for (const { sequence } of rows) writes.removeAnnouncement(sequence);
    });
  }
};

const mappedEvent = (
  row: AnnouncementRow,
  customer: TouchpointEvents['audience.entered']['customer'],
  event: MapTools<TouchpointEvents>['event'],
): MappedEvent => {
  const { type, ...draft } = announcementDraft(row, customer);
  return event(type, draft as never);
};

/** Listens first and looks then, so that nothing slips in between. */
const somethingNew = (
  storage: AnnouncementOptions['storage'],
  audiences: AnnouncementOptions['audiences'],
  signal: AbortSignal,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const end = (error?: unknown): void => {
      stopListening();
      signal.removeEventListener('abort', finish);
      if (error === undefined) resolve();
      else reject(error);
    };
    const finish = (): void => end();
    const stopListening = audiences.onAnnounced(finish);
    signal.addEventListener('abort', finish, { once: true });
    storage.audiences.announcements(0, 1).then((rows) => {
      if (rows.length > 0 || signal.aborted) finish();
    }, end);
  });
