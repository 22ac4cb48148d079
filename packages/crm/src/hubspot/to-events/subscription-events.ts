import {
  type ChangedField,
  type IgnoredEvent,
  type MappedEvent,
  type RecordRef,
  timestampFromMs,
} from '@touchline/core';
import { fieldValues } from '../../records/field-values.ts';
import { nounOf, partitionKeyOfRecord, type RecordKind, recordEvent } from '../../records/record-event.ts';
import { recordKindOf } from '../object-types.ts';
import type { SubscriptionEvent } from '../payload.ts';
import type { HubspotTools } from '../to-events.ts';
import { customerOf, recordFields } from './record-fields.ts';

type Results = readonly (MappedEvent | IgnoredEvent)[];

/**
 * From an event of a subscription. Those of records HubSpot also sends in a generic form, `object.creation` with an object
 * type id; both give the same unified events.
 *
 * @see https://developers.hubspot.com/docs/api/webhooks
 */
export const subscriptionEvents = (payload: SubscriptionEvent, tools: HubspotTools): Results => {
  const [prefix = '', happening = ''] = payload.subscriptionType.split('.');
  if (prefix === 'conversation') return conversationEvents(payload, tools);
  if (happening === 'associationChange') return [associationEvent(payload, prefix, tools)];
  const type = prefix === 'object' ? (payload.objectTypeId ?? '') : prefix;
  const kind = recordKindOf(type);
  const map = Object.hasOwn(happenings, happening) ? happenings[happening] : undefined;
  if (kind === undefined || map === undefined) return [tools.ignore(kindOf(payload))];
  return map(payload, kind, tools);
};

/** Under which name a kind that is not mapped is counted. */
const kindOf = ({ subscriptionType, objectTypeId }: SubscriptionEvent): string =>
  objectTypeId === undefined ? subscriptionType : `${subscriptionType}:${objectTypeId}`;

type MapRecord = (payload: SubscriptionEvent, kind: RecordKind, tools: HubspotTools) => Results;

const happenings: Readonly<Record<string, MapRecord>> = {
  creation: (payload, kind, tools) => [recordEvent(tools, kind, 'created', recordDraft(payload, kind, {}))],
  restore: (payload, kind, tools) => [recordEvent(tools, kind, 'restored', recordDraft(payload, kind, {}))],
  deletion: (payload, kind, tools) => [recordEvent(tools, kind, 'deleted', recordDraft(payload, kind, {}))],
  privacyDeletion: (payload, kind, tools) => [
    recordEvent(tools, kind, 'deleted', recordDraft(payload, kind, { isErasure: true })),
  ],
  merge: (payload, kind, tools) => [mergeEvent(payload, kind, tools)],
  propertyChange: (payload, kind, tools) =>
    kind === 'deal' && payload.propertyName === 'dealstage' && payload.propertyValue
      ? stageEvents(payload, payload.propertyValue, tools)
      : [changeEvent(payload, kind, tools)],
};

/** The record that lives on is a new one where HubSpot says so; the primary one has then gone into it as well. */
const mergeEvent = (payload: SubscriptionEvent, kind: RecordKind, tools: HubspotTools): MappedEvent => {
  const primary = payload.primaryObjectId ?? '';
  const survivor = payload.newObjectId ?? primary;
  const merged = new Set([primary, ...(payload.mergedObjectIds ?? [])]);
  merged.delete(survivor);
  const survived = { ...payload, objectId: survivor };
  return recordEvent(tools, kind, 'merged', {
    ...recordDraft(survived, kind, { mergedObjectIds: [...merged] }),
    id: eventId(payload),
  });
};

/** A changed property is told by its vendor's name, and as the field of the data that it stands for. */
const changeEvent = (payload: SubscriptionEvent, kind: RecordKind, tools: HubspotTools): MappedEvent => {
  const { name, value } = changeOf(payload);
  const values = fieldValues([[name, value]]);
  return recordEvent(
    tools,
    kind,
    'updated',
    recordDraft(payload, kind, {
      ...recordFields(kind, values, tools.config),
      ...(kind === 'contact' && { customer: customerOf(payload.objectId ?? '', values) }),
      changedFields: [value === undefined ? { name } : { name, value }],
    }),
  );
};

/** HubSpot keeps the value of a sensitive property to itself, or sends a word in its place. */
const changeOf = ({ propertyName = '', propertyValue, isSensitive }: SubscriptionEvent): ChangedField =>
  isSensitive || propertyValue === undefined
    ? { name: propertyName }
    : { name: propertyName, value: propertyValue };

/**
 * A deal that enters another stage is `deal.stage_changed`, not `deal.updated`. The stage alone tells whether it is won or
 * lost, and its id is the account's own choice, so which stages mean it stands in the config; such a stage gives a second
 * event, `deal.won` or `deal.lost`. The amount is not in the webhook: fetch the deal for it.
 */
const stageEvents = (payload: SubscriptionEvent, stage: string, { event, config }: HubspotTools): Results => {
  const draft = recordDraft(payload, 'deal', { stage });
  const closed = { ...draft.data, closedAt: draft.time };
  return [
    event('deal.stage_changed', draft),
    ...(config.wonStages.includes(stage)
      ? [event('deal.won', { ...draft, id: `${draft.id}:won`, data: closed })]
      : []),
    ...(config.lostStages.includes(stage)
      ? [event('deal.lost', { ...draft, id: `${draft.id}:lost`, data: closed })]
      : []),
  ];
};

const associationEvent = (
  payload: SubscriptionEvent,
  prefix: string,
  { event }: HubspotTools,
): MappedEvent => {
  const [fromName, toName] = associatedTypes(payload, prefix);
  const from: RecordRef = { objectType: fromName, objectId: payload.fromObjectId ?? '' };
  const to: RecordRef = { objectType: toName, objectId: payload.toObjectId ?? '' };
  const contact = [from, to].find(({ objectType }) => objectType === 'contact');
  const label = payload.associationType ?? payload.associationTypeId;
  return event(payload.associationRemoved ? 'association.deleted' : 'association.created', {
    ...envelopeOf(payload),
    subject: from.objectId,
    partitionkey: partitionKeyOfRecord('hubspot', payload.portalId, from.objectType, from.objectId),
    data: {
      ...(contact && { customer: { externalIds: { hubspot: contact.objectId } } }),
      from,
      to,
      ...(label && { label }),
      ...(typeof payload.isPrimaryAssociation === 'boolean' && { isPrimary: payload.isPrimaryAssociation }),
      ...(payload.changeSource && { changeSource: payload.changeSource }),
    },
  });
};

/** The elder form names both types in one word, `CONTACT_TO_COMPANY`; the generic one has a type id for each. */
const associatedTypes = (payload: SubscriptionEvent, prefix: string): readonly [from: string, to: string] => {
  const [, from, to] = /^(.+?)_TO_(.+)$/.exec(payload.associationType ?? '') ?? [];
  return [
    typeNameOf(payload.fromObjectTypeId ?? (prefix === 'object' ? from : prefix)),
    typeNameOf(payload.toObjectTypeId ?? to),
  ];
};

const typeNameOf = (type: string | undefined): string =>
  type === undefined ? 'unknown' : (recordKindOf(type) ?? type.toLowerCase());

/**
 * Of conversations a webhook tells the id of the thread alone. A new message is not mapped: who wrote it and what it says
 * is not in there, and without that it is not known whether it was received or sent.
 */
const conversationEvents = (payload: SubscriptionEvent, { event, ignore }: HubspotTools): Results => {
  const { subscriptionType, propertyName, propertyValue, objectId = '' } = payload;
  const draft = {
    ...envelopeOf(payload),
    subject: objectId,
    partitionkey: partitionKeyOfRecord('hubspot', payload.portalId, 'conversation', objectId),
    data: { conversationId: objectId },
  };
  if (subscriptionType === 'conversation.creation') return [event('conversation.created', draft)];
  if (subscriptionType !== 'conversation.propertyChange') return [ignore(subscriptionType)];
  if (propertyName === 'assignedTo')
    return [
      event('conversation.assigned', {
        ...draft,
        data: { ...draft.data, ...(propertyValue && { assignee: { id: propertyValue } }) },
      }),
    ];
  if (propertyName === 'status' && propertyValue === 'CLOSED') return [event('conversation.closed', draft)];
  if (propertyName === 'status' && propertyValue === 'OPEN') return [event('conversation.reopened', draft)];
  return [ignore(`${subscriptionType}:${propertyName}`)];
};

const recordDraft = <Data extends object>(payload: SubscriptionEvent, kind: RecordKind, data: Data) => {
  const { objectId = '', changeSource, portalId } = payload;
  const changedBy = payload.sourceId?.replace(/^userId:/, '');
  return {
    ...envelopeOf(payload),
    subject: objectId,
    partitionkey: partitionKeyOfRecord('hubspot', portalId, nounOf(kind), objectId),
    data: {
      objectId,
      ...(kind === 'contact' && { customer: customerOf(objectId, new Map()) }),
      ...(changedBy && { changedBy }),
      ...(changeSource && { changeSource }),
      ...data,
    },
  };
};

const envelopeOf = (payload: SubscriptionEvent) => ({
  id: eventId(payload),
  time: timestampFromMs(payload.occurredAt),
  account: payload.portalId,
});

/**
 * HubSpot does not promise that `eventId` is unique, so everything that a redelivery repeats goes in; `attemptNumber` is
 * what a redelivery changes.
 */
const eventId = (payload: SubscriptionEvent): string =>
  [
    payload.subscriptionId,
    payload.eventId,
    payload.occurredAt,
    payload.objectId ?? payload.primaryObjectId ?? `${payload.fromObjectId}-${payload.toObjectId}`,
    ...(payload.propertyName === undefined ? [] : [payload.propertyName]),
  ].join('-');
