import type { EventCatalogue } from '@touchline/core';

/** What is asked of a catalogue of events: their schemas. */
export type EventTypes = Pick<EventCatalogue, 'definition' | 'has'>;
