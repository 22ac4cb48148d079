import type { InboundDraft, MappedEvent, MapTools, TouchpointEvents } from '@touchline/core';

/** The kinds of records that CRMs know, as the catalogue of events and the contract name them. */
export type RecordKind =
  | 'contact'
  | 'company'
  | 'deal'
  | 'ticket'
  | 'lead'
  | 'note'
  | 'task'
  | 'meeting'
  | 'call'
  | 'email';

/** How the catalogue of events calls a kind of record. */
export type RecordNoun = 'contact' | 'company' | 'deal' | 'ticket' | 'lead' | 'note' | 'activity';

/** What happens to records of every kind. */
export type RecordHappening = 'created' | 'updated' | 'deleted' | 'merged' | 'restored';

/** The types of events that records of every kind have. */
export type RecordEventType = `${RecordNoun}.${RecordHappening}`;

/** Tasks, meetings, calls and e-mails are activities, told apart by `data.kind`. */
export const nounOf = (kind: RecordKind): RecordNoun => {
  switch (kind) {
    case 'task':
    case 'meeting':
    case 'call':
    case 'email':
      return 'activity';
    default:
      return kind;
  }
};

/** Data of an event about a record: its id, and whatever is known of it. */
export interface RecordData {
  readonly objectId: string;
  readonly [field: string]: unknown;
}

/**
 * Makes the event that something happened to a record. The compiler cannot follow which data belong to which noun; the
 * catalogue checks each event against its schema.
 */
export const recordEvent = (
  tools: Pick<MapTools<TouchpointEvents>, 'event'>,
  kind: RecordKind,
  happening: RecordHappening,
  { data, ...draft }: InboundDraft<RecordData>,
): MappedEvent => {
  const noun = nounOf(kind);
  const isRecord = happening !== 'deleted' && happening !== 'merged';
  return tools.event(`${noun}.${happening}` as RecordEventType, {
    ...draft,
    data: { ...data, ...(noun === 'activity' && isRecord && { kind }) } as TouchpointEvents[RecordEventType],
  });
};

/** All changes of one record have one key, so that they can be delivered in order. */
export const partitionKeyOfRecord = (
  connectorId: string,
  account: string,
  kind: string,
  objectId: string,
): string => `${connectorId}:${account}:${kind}:${objectId}`;
