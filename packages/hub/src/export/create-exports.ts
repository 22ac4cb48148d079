import { type Clock, TouchlineError } from '@touchline/core';
import type { AnchorId } from '../identity/anchor.ts';
import type { PlacedEvent } from '../timeline/placed-event.ts';
import type { CustomerExport } from './customer-export.ts';

/** A person whose data is to be exported. */
export interface ExportedPerson {
  readonly id: AnchorId;
  readonly tenant: string;
  readonly anchors: readonly AnchorId[];
  readonly identifiers: CustomerExport['identifiers'];
}

/** What each concern of a hub has to tell of a person. */
export interface ExportSources {
  /** The person that an id leads to; undefined where it leads to nobody. */
  findPerson(tenant: string, id: AnchorId): Promise<ExportedPerson | undefined>;
  profile(person: ExportedPerson): Promise<Pick<CustomerExport, 'traits' | 'computed'>>;
  audiences(person: ExportedPerson): Promise<CustomerExport['audiences']>;
  consents(person: ExportedPerson): Promise<CustomerExport['consents']>;
  receivers(person: ExportedPerson): Promise<CustomerExport['receivers']>;
  decisions(person: ExportedPerson): Promise<CustomerExport['decisions']>;
  /** Newest first. */
  events(person: ExportedPerson): AsyncIterable<PlacedEvent>;
}

/** Gives out everything that is kept about a person. */
export type ExportCustomer = (tenant: string, id: AnchorId) => Promise<CustomerExport>;

/** @throws TouchlineError (the export) `hub.customer_unknown`. */
export const createExports =
  (sources: ExportSources, clock: Clock): ExportCustomer =>
  async (tenant, id) => {
    const person = await sources.findPerson(tenant, id);
    if (!person) throw new TouchlineError('hub.customer_unknown', 'There is no such customer.');
    const [{ traits, computed }, audiences, consents, receivers, decisions] = await Promise.all([
      sources.profile(person),
      sources.audiences(person),
      sources.consents(person),
      sources.receivers(person),
      sources.decisions(person),
    ]);
    const events: CustomerExport['events'][number][] = [];
    for await (const { event, atMs, channel } of sources.events(person))
      events.push({ at: isoOf(atMs), channel, event: { ...event } });
    return {
      format: 'touchline-customer-export',
      version: 1,
      exportedAt: isoOf(clock.now()),
      customer: { id: person.id, tenant: person.tenant },
      identifiers: person.identifiers,
      traits,
      computed,
      audiences,
      consents,
      receivers,
      decisions,
      events,
    };
  };

const isoOf = (timeMs: number): string => new Date(timeMs).toISOString();
