import { z } from 'zod';

/** Ids come as numbers or as text; a number that JavaScript cannot hold exactly is refused rather than rounded. */
const id = z.union([z.int(), z.string().min(1).max(256)]).transform(String);

/** The last millisecond that RFC 3339 can write. */
const lastMs = 253_402_300_799_999;
const epochMs = z.int().nonnegative().max(lastMs);

const text = z.string().max(65_536);

/**
 * An event of a subscription: it tells that something happened, and hardly more. Of the fields that only some kinds have,
 * those that a kind cannot do without are demanded.
 *
 * @see https://developers.hubspot.com/docs/api/webhooks
 */
const subscriptionEvent = z
  .object({
    shape: z.literal('subscription'),
    subscriptionType: z.string().min(1).max(200),
    eventId: id,
    subscriptionId: id,
    portalId: id,
    occurredAt: epochMs,
    objectId: id.optional(),
    objectTypeId: z.string().max(64).optional(),
    changeSource: z.string().max(256).nullish(),
    sourceId: z.string().max(512).nullish(),
    propertyName: z.string().min(1).max(256).optional(),
    propertyValue: text.nullish(),
    isSensitive: z.boolean().nullish(),
    primaryObjectId: id.nullish(),
    mergedObjectIds: z.array(id).nullish(),
    newObjectId: id.nullish(),
    associationType: z.string().max(256).nullish(),
    associationTypeId: id.nullish(),
    associationRemoved: z.boolean().nullish(),
    isPrimaryAssociation: z.boolean().nullish(),
    fromObjectId: id.nullish(),
    fromObjectTypeId: z.string().max(64).nullish(),
    toObjectId: id.nullish(),
    toObjectTypeId: z.string().max(64).nullish(),
  })
  .superRefine((event, context) => {
    for (const field of neededBy(event.subscriptionType))
      if (event[field] === undefined || event[field] === null)
        context.addIssue({ code: 'custom', path: [field], message: 'is missing' });
  });

/** What an event of a subscription tells. */
export interface SubscriptionEvent extends z.output<typeof subscriptionEvent> {}

type OptionalField =
  | 'objectId'
  | 'propertyName'
  | 'primaryObjectId'
  | 'mergedObjectIds'
  | 'fromObjectId'
  | 'toObjectId';

const neededBy = (subscriptionType: string): readonly OptionalField[] => {
  const [, happening] = subscriptionType.split('.');
  switch (happening) {
    case 'merge':
      return ['primaryObjectId', 'mergedObjectIds'];
    case 'associationChange':
      return ['fromObjectId', 'toObjectId'];
    case 'propertyChange':
      return ['objectId', 'propertyName'];
    case 'creation':
    case 'deletion':
    case 'privacyDeletion':
    case 'restore':
      return ['objectId'];
    default:
      return [];
  }
};

const workflowProperty = z.object({
  value: z.union([text, z.number(), z.boolean(), z.null()]).optional(),
  timestamp: epochMs.nullish(),
  versions: z.array(z.object({ timestamp: epochMs.nullish() })).nullish(),
});

/** A property of another shape is left out, so that the rest of the record is not lost for it. */
const workflowProperties = z
  .record(z.string().min(1).max(256), workflowProperty.catch({}))
  .refine((properties) => latestChangeMs(properties) !== undefined, 'must tell when a property changed');

/** When the last of a record's properties changed, in milliseconds since the epoch. */
export const latestChangeMs = (
  properties: Readonly<Record<string, z.output<typeof workflowProperty>>>,
): number | undefined =>
  Object.values(properties)
    .flatMap(({ timestamp, versions }) => [
      timestamp,
      ...(versions ?? []).map((version) => version.timestamp),
    ])
    .filter((time) => typeof time === 'number')
    .sort((a, b) => b - a)[0];

/**
 * A contact as the action "Send a webhook" of a workflow sends it: the whole record, in the shape of the first API.
 *
 * @see https://developers.hubspot.com/docs/methods/contacts/get_contact
 */
const workflowContact = z.object({
  shape: z.literal('contact'),
  vid: id,
  'canonical-vid': id.nullish(),
  'portal-id': id,
  properties: workflowProperties,
  'associated-company': z.object({ 'company-id': id }).nullish(),
});

/** What a workflow tells of a contact. */
export interface WorkflowContact extends z.output<typeof workflowContact> {}

/** Any other record that a workflow sends. */
const workflowRecord = z.object({
  shape: z.literal('record'),
  objectTypeId: z.string().min(1).max(64),
  objectId: id,
  portalId: id,
  properties: workflowProperties,
});

/** What a workflow tells of another record. */
export interface WorkflowRecord extends z.output<typeof workflowRecord> {}

/** One item of a webhook. Nothing in it names its shape, so the fields that only one of them has decide. */
export const hubspotPayload = z.preprocess(
  (item) => (isRecord(item) ? { ...item, shape: shapeOf(item) } : item),
  z.discriminatedUnion('shape', [subscriptionEvent, workflowContact, workflowRecord]),
);

/** See {@link hubspotPayload}. */
export type HubspotPayload = z.output<typeof hubspotPayload>;

/** The items of a webhook: subscriptions send up to a hundred in an array, workflows one by itself. */
export const itemsOf = (body: unknown): readonly unknown[] => (Array.isArray(body) ? body : [body]);

const isRecord = (item: unknown): item is object =>
  typeof item === 'object' && item !== null && !Array.isArray(item);

const shapeOf = (item: object): 'contact' | 'record' | 'subscription' => {
  if (Object.hasOwn(item, 'vid')) return 'contact';
  return Object.hasOwn(item, 'properties') ? 'record' : 'subscription';
};
