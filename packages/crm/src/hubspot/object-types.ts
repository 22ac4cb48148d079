import type { RecordKind } from '../records/record-event.ts';

/** HubSpot's ids of its object types: https://developers.hubspot.com/docs/api/crm/understanding-the-crm. */
const kindsByTypeId: ReadonlyMap<string, RecordKind> = new Map([
  ['0-1', 'contact'],
  ['0-2', 'company'],
  ['0-3', 'deal'],
  ['0-5', 'ticket'],
  ['0-27', 'task'],
  ['0-46', 'note'],
  ['0-47', 'meeting'],
  ['0-48', 'call'],
  ['0-49', 'email'],
  ['0-136', 'lead'],
]);

const kinds: ReadonlySet<string> = new Set(kindsByTypeId.values());

/** The kind that an object type id, or a name such as `CONTACT` or `company`, stands for. */
export const recordKindOf = (type: string): RecordKind | undefined => {
  const name = type.toLowerCase();
  return kindsByTypeId.get(type) ?? (kinds.has(name) ? (name as RecordKind) : undefined);
};

/** Where the records of a kind are in the API. Deals stand under their type id, as in HubSpot's own specification. */
export const objectPaths = {
  contact: 'contacts',
  company: 'companies',
  deal: '0-3',
  ticket: 'tickets',
  note: 'notes',
  task: 'tasks',
  meeting: 'meetings',
  call: 'calls',
  email: 'emails',
} as const satisfies Partial<Record<RecordKind, string>>;

/** A kind of record that the connector writes. */
export type WrittenKind = keyof typeof objectPaths;
