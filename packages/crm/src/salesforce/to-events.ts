import {
  type IgnoredEvent,
  type InboundTools,
  type MappedEvent,
  TouchlineError,
  type TouchpointEvents,
} from '@touchline/core';
import type { z } from 'zod';
import { type FieldValues, fieldValues, time } from '../records/field-values.ts';
import { nounOf, partitionKeyOfRecord, type RecordKind, recordEvent } from '../records/record-event.ts';
import { isSameId, type messageMeaning, type SalesforceSettings } from './config.ts';
import { recordKindOf } from './object-types.ts';
import type { SalesforcePayload } from './payload.ts';
import { associationsOf, convertedTo, customerOf, recordFields } from './to-events/record-fields.ts';

/** What the map works with. */
export type SalesforceTools = InboundTools<TouchpointEvents, SalesforceSettings>;

type Meaning = z.output<typeof messageMeaning>;

/**
 * From one notification. It tells how a record is at the time of sending, and not what happened: changes that came in quick succession are one
 * message, messages come in any order, and none says which field changed. So the time of the last change is the event's time and its
 * sequence, and an event that is older than what is known of the record is to be passed over.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging_notifications.htm
 */
export const toEvents = (
  payload: SalesforcePayload,
  tools: SalesforceTools,
): readonly (MappedEvent | IgnoredEvent)[] => {
  const values = fieldValues(payload.fields.filter(([name]) => name !== 'Id'));
  const kind = recordKindOf(payload.objectType, values);
  if (kind === undefined) return [tools.ignore(payload.objectType)];
  return [eventOf(kind, values, payload, tools)];
};

const eventOf = (
  kind: RecordKind,
  values: FieldValues,
  payload: SalesforcePayload,
  tools: SalesforceTools,
): MappedEvent => {
  const { recordId: objectId } = payload;
  const meaning = meaningOf(values, payload, tools.config);
  const customer = customerOf(kind, objectId, values, tools.config);
  const changedBy = values.get('LastModifiedById');
  const about = { objectId, ...(customer && { customer }), ...(changedBy && { changedBy }) };
  const draft = { ...envelopeOf(kind, values, payload, tools), data: about };
  if (meaning === 'deleted') return recordEvent(tools, kind, 'deleted', draft);

  const record = { ...draft, data: { ...about, ...recordOf(kind, objectId, values, tools.config) } };
  switch (meaning) {
    case 'created':
    case 'restored':
      return recordEvent(tools, kind, meaning, record);
    case 'updated':
      return recordEvent(tools, kind, 'updated', { ...record, data: { ...record.data, changedFields: [] } });
    default:
      return dealEvent(kind, meaning, record, tools);
  }
};

/** As the config has it; else from what the record says of itself. */
const meaningOf = (
  values: FieldValues,
  { actionId }: SalesforcePayload,
  { outboundMessages }: SalesforceSettings,
): Meaning => {
  const configured = Object.entries(outboundMessages).find(([id]) => isSameId(id, actionId))?.[1];
  if (configured !== undefined) return configured;
  if (values.get('IsDeleted') === 'true') return 'deleted';
  const createdAt = time('CreatedDate')(values, {});
  const changedAt = time('LastModifiedDate', 'SystemModstamp')(values, {});
  return createdAt !== undefined && createdAt === changedAt ? 'created' : 'updated';
};

const dealEvent = (
  kind: RecordKind,
  meaning: 'stage_changed' | 'won' | 'lost',
  record: ReturnType<typeof envelopeOf> & {
    readonly data: { readonly objectId: string; readonly stage?: string };
  },
  { event }: SalesforceTools,
): MappedEvent => {
  if (kind !== 'deal')
    throw new TouchlineError(
      'webhook.payload_invalid',
      `By outboundMessages of the config it means ${meaning}, which only an opportunity can be.`,
    );
  const { stage = '' } = record.data;
  if (meaning === 'stage_changed')
    return event('deal.stage_changed', { ...record, data: { ...record.data, stage } });
  return event(`deal.${meaning}`, { ...record, data: { ...record.data, closedAt: record.time } });
};

const recordOf = (kind: RecordKind, objectId: string, values: FieldValues, config: SalesforceSettings) => {
  const associations = associationsOf(values);
  const converted = kind === 'lead' ? convertedTo(values) : [];
  return {
    ...recordFields(kind, values, config),
    objectUrl: `https://${config.domain}/${objectId}`,
    ...(associations.length > 0 && { associations }),
    ...(converted.length > 0 && { convertedTo: converted }),
    properties: Object.fromEntries(values),
  };
};

const envelopeOf = (
  kind: RecordKind,
  values: FieldValues,
  { id, organizationId, recordId }: SalesforcePayload,
  { receivedAt }: SalesforceTools,
) => {
  const changedAt = time('SystemModstamp', 'LastModifiedDate', 'CreatedDate')(values, {});
  return {
    id,
    time: changedAt ?? receivedAt.toISOString(),
    ...(changedAt !== undefined && { sequence: changedAt }),
    account: organizationId,
    subject: recordId,
    partitionkey: partitionKeyOfRecord('salesforce', organizationId, nounOf(kind), recordId),
  };
};
