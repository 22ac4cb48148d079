import type { IncomingCall, SandboxResponse } from '@touchline/core/sandbox';
import type { SandboxRecord } from './store.ts';

/** HubSpot's error body. */
export const failure = (
  status: number,
  category: string,
  message: string,
  more: object = {},
): SandboxResponse => ({
  status,
  body: { ...errorOf(category, message), correlationId: 'aeb5f871-7f07-4993-9211-075dc63e7cbf', ...more },
});

/** What all of HubSpot's errors have. */
export const errorOf = (category: string, message: string): object => ({
  status: 'error',
  category,
  message,
});

/** An error of one item, within a 207. */
export const itemError = (category: string, message: string): object => ({
  ...errorOf(category, message),
  context: {},
  errors: [],
  links: {},
});

/** Properties that an object type cannot do without. */
export const missingProperties = (names: readonly string[]): SandboxResponse =>
  failure(400, 'VALIDATION_ERROR', `Error creating object. Some required properties were not set.`, {
    errors: [{ message: 'Some required properties were not set.', context: { properties: names } }],
    context: { properties: names },
  });

/** In HubSpot's words. */
export const existing = ({ id }: SandboxRecord, { params }: Pick<IncomingCall, 'params'>): string =>
  `${params.type === 'contacts' ? 'Contact' : 'Object'} already exists. Existing ID: ${id}`;

/** There is a record with this unique value already. */
export const conflict = (record: SandboxRecord, call: Pick<IncomingCall, 'params'>): SandboxResponse =>
  failure(409, 'CONFLICT', existing(record, call));

/** Without a list all properties are given, as HubSpot does after a write. */
export const objectOf = (
  { id, properties: held, createdAt, updatedAt }: SandboxRecord,
  names?: readonly string[],
) => ({
  id,
  properties:
    names === undefined
      ? held
      : Object.fromEntries([...new Set(names)].map((name) => [name, held[name] ?? null])),
  createdAt,
  updatedAt,
  archived: false,
});
