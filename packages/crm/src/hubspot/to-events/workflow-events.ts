import { type IgnoredEvent, type MappedEvent, type RecordRef, timestampFromMs } from '@touchline/core';
import { fieldValues } from '../../records/field-values.ts';
import { nounOf, partitionKeyOfRecord, type RecordKind, recordEvent } from '../../records/record-event.ts';
import { recordKindOf } from '../object-types.ts';
import { latestChangeMs, type WorkflowContact, type WorkflowRecord } from '../payload.ts';
import type { HubspotTools } from '../to-events.ts';
import { customerOf, recordFields } from './record-fields.ts';

/**
 * From the whole record that a workflow sends: `contact.updated`, `deal.updated` and so on, with every property and no
 * changed fields, because a workflow does not say what it was set off by.
 *
 * The payload has no id of its own, and the correlation header is a new one with every attempt. So the id is made of the
 * record and of the state it is in: the latest change of any of its properties. A redelivery, and a second workflow that
 * sends the same state, are the same event; enrolling a record is itself a change of it.
 */
export const workflowEvents = (
  payload: WorkflowContact | WorkflowRecord,
  tools: HubspotTools,
): readonly (MappedEvent | IgnoredEvent)[] => {
  const record = recordOf(payload);
  if (record.kind === undefined) return [tools.ignore(`workflow:${record.type}`)];
  const { kind, objectId, portalId } = record;
  const changedMs = latestChangeMs(payload.properties) ?? 0;
  const values = fieldValues(Object.entries(payload.properties).map(([name, { value }]) => [name, value]));
  return [
    recordEvent(tools, kind, 'updated', {
      id: `workflow-${nounOf(kind)}-${objectId}-${changedMs}`,
      time: timestampFromMs(changedMs),
      account: portalId,
      subject: objectId,
      partitionkey: partitionKeyOfRecord('hubspot', portalId, nounOf(kind), objectId),
      data: {
        objectId,
        ...(kind === 'contact' && { customer: customerOf(objectId, values) }),
        ...recordFields(kind, values, tools.config),
        ...(record.associations.length > 0 && { associations: record.associations }),
        changedFields: [],
        properties: Object.fromEntries(values),
      },
    }),
  ];
};

interface SentRecord {
  readonly kind: RecordKind | undefined;
  readonly type: string;
  readonly objectId: string;
  readonly portalId: string;
  readonly associations: readonly RecordRef[];
}

const recordOf = (payload: WorkflowContact | WorkflowRecord): SentRecord => {
  if (payload.shape === 'record') {
    const { objectTypeId, objectId, portalId } = payload;
    return { kind: recordKindOf(objectTypeId), type: objectTypeId, objectId, portalId, associations: [] };
  }
  const companyId = payload['associated-company']?.['company-id'];
  return {
    kind: 'contact',
    type: 'contact',
    objectId: payload['canonical-vid'] ?? payload.vid,
    portalId: payload['portal-id'],
    associations: companyId === undefined ? [] : [{ objectType: 'company', objectId: companyId }],
  };
};
