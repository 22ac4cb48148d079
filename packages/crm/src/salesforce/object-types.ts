import type { FieldValues } from '../records/field-values.ts';
import type { RecordKind } from '../records/record-event.ts';

/** The standard objects that the connector knows. */
export type SalesforceObject = 'Contact' | 'Lead' | 'Account' | 'Opportunity' | 'Case' | 'Task' | 'Event';

/** @see https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_list.htm */
const kindsByObject: ReadonlyMap<string, RecordKind> = new Map([
  ['Contact', 'contact'],
  ['Lead', 'lead'],
  ['Account', 'company'],
  ['Opportunity', 'deal'],
  ['Case', 'ticket'],
  ['Task', 'task'],
  ['Event', 'meeting'],
]);

const kindsBySubtype: ReadonlyMap<string, RecordKind> = new Map([
  ['Call', 'call'],
  ['Email', 'email'],
  ['ListEmail', 'email'],
]);

/** The kind of a record; undefined for objects that the connector does not know. Calls and e-mails are tasks of a subtype. */
export const recordKindOf = (objectType: string, values: FieldValues): RecordKind | undefined => {
  const subtype = objectType === 'Task' ? kindsBySubtype.get(values.get('TaskSubtype') ?? '') : undefined;
  return subtype ?? kindsByObject.get(objectType);
};

/** What the first three characters of an id say of the object. */
const objectsByPrefix: ReadonlyMap<string, SalesforceObject> = new Map([
  ['001', 'Account'],
  ['003', 'Contact'],
  ['006', 'Opportunity'],
  ['00Q', 'Lead'],
  ['00T', 'Task'],
  ['00U', 'Event'],
  ['500', 'Case'],
]);

/** The object that an id is of, where it is one of those that the connector knows. */
export const objectOfId = (id: string): SalesforceObject | undefined => objectsByPrefix.get(id.slice(0, 3));

/** How the catalogue of events calls the object that an id is of. */
export const kindOfId = (id: string): RecordKind | undefined => {
  const object = objectOfId(id);
  return object && kindsByObject.get(object);
};
