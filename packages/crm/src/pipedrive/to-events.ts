import {
  type IgnoredEvent,
  type InboundTools,
  type MappedEvent,
  TouchlineError,
  type TouchpointEvents,
  timestampFromMs,
} from '@touchline/core';
import { time } from '../records/field-values.ts';
import { nounOf, partitionKeyOfRecord, type RecordKind, recordEvent } from '../records/record-event.ts';
import type { PipedriveSettings } from './config.ts';
import { pageOf, recordKindOf } from './object-types.ts';
import type { PipedriveChange, SentRecord } from './payload.ts';
import { changedFieldsOf } from './to-events/changed-fields.ts';
import { associationsOf, customerOf, recordFields } from './to-events/record-fields.ts';
import { propertiesOf, recordValues } from './to-events/record-values.ts';

/** What the map works with. */
export type PipedriveTools = InboundTools<TouchpointEvents, PipedriveSettings>;

type Results = readonly (MappedEvent | IgnoredEvent)[];

/**
 * From a webhook of either version. An update of a deal gives a second event where it came to another stage, and one where it was won or lost:
 * unlike other CRMs, Pipedrive says so itself.
 *
 * @see https://pipedrive.readme.io/docs/guide-for-webhooks-v2
 */
export const toEvents = (change: PipedriveChange, tools: PipedriveTools): Results => {
  const { entity, action, happening, current, previous } = change;
  const kind = recordKindOf(entity, (current ?? previous)?.type);
  if (kind === undefined || happening === undefined) return [tools.ignore(`${action}.${entity}`)];
  switch (happening) {
    case 'deleted':
      return [goneEvent(kind, change, tools)];
    case 'created':
      return createdEvents(kind, change, tools);
    // Version 1 does not say which record went into it: that one comes as deleted.
    case 'merged':
    case 'updated':
      return updatedEvents(kind, change, tools);
  }
};

const createdEvents = (kind: RecordKind, change: PipedriveChange, tools: PipedriveTools): Results => {
  const record = recordDraft(kind, change, currentOf(change));
  const { status } = currentOf(change);
  return [
    recordEvent(tools, kind, 'created', record),
    ...(kind === 'deal' ? closedEvents(status, change, record, tools) : []),
  ];
};

const updatedEvents = (kind: RecordKind, change: PipedriveChange, tools: PipedriveTools): Results => {
  const current = currentOf(change);
  const record = recordDraft(kind, change, current);
  const changedFields = changedFieldsOf(change);
  const updated = recordEvent(tools, kind, 'updated', { ...record, data: { ...record.data, changedFields } });
  if (kind !== 'deal') return [updated];

  const hasChanged = (name: string): boolean => changedFields.some((field) => field.name === name);
  return [
    updated,
    ...(hasChanged('stage_id') ? stageEvents(change, record, tools) : []),
    ...(hasChanged('status') ? closedEvents(current.status, change, record, tools) : []),
  ];
};

type DealDraft = ReturnType<typeof recordDraft>;

const stageEvents = (
  { previous }: PipedriveChange,
  record: DealDraft,
  { event }: PipedriveTools,
): Results => {
  const { stage } = record.data;
  const previousStage = previous?.stage_id;
  if (stage === undefined) return [];
  return [
    event('deal.stage_changed', {
      ...record,
      id: `${record.id}:stage`,
      data: {
        ...record.data,
        stage,
        ...(typeof previousStage === 'number' && { previousStage: String(previousStage) }),
      },
    }),
  ];
};

const closedEvents = (
  status: unknown,
  change: PipedriveChange,
  record: DealDraft,
  { event }: PipedriveTools,
): Results => {
  if (status !== 'won' && status !== 'lost') return [];
  const values = recordValues(currentOf(change));
  const closedAt = time(`${status}_time`, 'close_time')(values, {}) ?? record.time;
  const closed = { ...record, id: `${record.id}:${status}`, data: { ...record.data, closedAt } };
  if (status === 'won') return [event('deal.won', closed)];
  const reason = values.get('lost_reason');
  return [
    event('deal.lost', { ...closed, data: { ...closed.data, ...(reason !== undefined && { reason }) } }),
  ];
};

/** A record that is gone because it went into another one is told with the one that lives on. */
const goneEvent = (kind: RecordKind, change: PipedriveChange, tools: PipedriveTools): MappedEvent => {
  const { mergedToId, recordId, previous = {} } = change;
  if (mergedToId === undefined) {
    const customer = customerOf(kind, recordId, recordValues(previous));
    return recordEvent(tools, kind, 'deleted', {
      ...envelopeOf(kind, change, recordId),
      data: { ...aboutOf(change, recordId), ...(customer && { customer }) },
    });
  }
  return recordEvent(tools, kind, 'merged', {
    ...envelopeOf(kind, change, mergedToId),
    data: {
      ...aboutOf(change, mergedToId),
      ...(kind === 'contact' && { customer: { externalIds: { pipedrive: mergedToId } } }),
      mergedObjectIds: [recordId],
    },
  });
};

/** @throws TouchlineError `webhook.payload_invalid` where a record that is there is not told. */
const currentOf = ({ current }: PipedriveChange): SentRecord => {
  if (current) return current;
  throw new TouchlineError(
    'webhook.payload_invalid',
    'The webhook does not hold the record that it tells of.',
  );
};

const recordDraft = (kind: RecordKind, change: PipedriveChange, current: SentRecord) => {
  const { entity, recordId, host } = change;
  const values = recordValues(current);
  const customer = customerOf(kind, recordId, values);
  const associations = associationsOf(values);
  const objectUrl = pageOf(host, entity, recordId);
  return {
    ...envelopeOf(kind, change, recordId),
    data: {
      ...aboutOf(change, recordId),
      ...recordFields(kind as 'deal', values),
      ...(customer && { customer }),
      ...(objectUrl !== undefined && { objectUrl }),
      ...(associations.length > 0 && { associations: [...associations] }),
      properties: propertiesOf(current),
    },
  };
};

const aboutOf = ({ userId, changeSource }: PipedriveChange, objectId: string) => ({
  objectId,
  ...(userId !== undefined && { changedBy: userId }),
  ...(changeSource !== undefined && { changeSource }),
});

const envelopeOf = (
  kind: RecordKind,
  { eventId, timeMs, companyId, correlationId }: PipedriveChange,
  objectId: string,
) => ({
  id: eventId,
  time: timestampFromMs(timeMs),
  account: companyId,
  subject: objectId,
  partitionkey: partitionKeyOfRecord('pipedrive', companyId, nounOf(kind), objectId),
  ...(correlationId !== undefined && { correlationid: correlationId }),
});
