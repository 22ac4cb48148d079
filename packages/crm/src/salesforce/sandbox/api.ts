import type { IncomingCall, SandboxResponse } from '@touchline/core/sandbox';
import { z } from 'zod';
import { failure, notFound, saved } from './answers.ts';
import { parseSoql } from './soql.ts';
import {
  type FieldValue,
  type SandboxObject,
  type SandboxRecord,
  type SandboxStore,
  sandboxObjects,
} from './store.ts';

/** What the sandbox's API works on. */
export interface SandboxWorld {
  readonly store: SandboxStore;
  /** Fields that were made as external ids with unique values. */
  readonly uniqueFields: readonly string[];
  readonly organizationId: string;
}

type Handle = (call: IncomingCall, world: SandboxWorld) => SandboxResponse;
type Fields = Readonly<Record<string, FieldValue>>;

const sentFields = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

const withFields =
  (
    handle: (
      objectType: SandboxObject,
      fields: Fields,
      call: IncomingCall,
      world: SandboxWorld,
    ) => SandboxResponse,
  ): Handle =>
  (call, world) => {
    const objectType = objectTypeOf(call.params.object ?? '');
    if (objectType === undefined) return notFound();
    let sent: unknown;
    try {
      sent = JSON.parse(call.text);
    } catch {
      return failure(400, 'JSON_PARSER_ERROR', 'Unexpected character');
    }
    const parsed = sentFields.safeParse(sent);
    if (!parsed.success) return failure(400, 'JSON_PARSER_ERROR', 'Cannot deserialize');
    if ('Id' in parsed.data)
      return failure(400, 'INVALID_FIELD', 'The Id field should not be specified in the sobject data.', [
        'Id',
      ]);
    return handle(objectType, parsed.data, call, world);
  };

/** `POST /sobjects/:object` */
export const createObject = withFields(
  (objectType, fields, _, world) =>
    refusal(objectType, fields, undefined, world) ??
    saved(201, world.store.create(objectType, fields).id, true),
);

/** `PATCH /sobjects/:object/:id` */
export const updateObject = withFields((objectType, fields, { params }, world) => {
  const record = world.store.records.get(params.id ?? '');
  if (record?.objectType !== objectType)
    return failure(404, 'NOT_FOUND', 'Provided external ID field does not exist or is not accessible: Id');
  const refused = taken(objectType, fields, record.id, world);
  if (refused) return refused;
  world.store.update(record.id, fields);
  return { status: 204 };
});

/** `PATCH /sobjects/:object/:field/:value` */
export const upsertObject = withFields((objectType, fields, { params, query }, world) => {
  const { field = '', value = '' } = params;
  if (!world.uniqueFields.includes(field))
    return failure(
      404,
      'NOT_FOUND',
      `Provided external ID field does not exist or is not accessible: ${field}`,
    );
  if (field in fields)
    return failure(400, 'INVALID_FIELD', `The ${field} field should not be specified in the sobject data.`, [
      field,
    ]);
  const record = world.store.of(objectType).find((each) => each.fields[field] === value);
  if (record) {
    const refused = taken(objectType, fields, record.id, world);
    if (refused) return refused;
    world.store.update(record.id, fields);
    return saved(200, record.id, false);
  }
  if (query.get('updateOnly') === 'true') return notFound();
  const keyed = { ...fields, [field]: value };
  return (
    refusal(objectType, keyed, undefined, world) ?? saved(201, world.store.create(objectType, keyed).id, true)
  );
});

/** `DELETE /sobjects/:object/:id` */
export const deleteObject: Handle = ({ params }, { store }) => {
  const record = store.records.get(params.id ?? '');
  if (record === undefined || record.objectType !== params.object)
    return failure(404, 'ENTITY_IS_DELETED', 'entity is deleted');
  store.delete(record.id);
  return { status: 204 };
};

/** `GET /query` */
export const query: Handle = (call, world) => {
  let parsed: ReturnType<typeof parseSoql>;
  try {
    parsed = parseSoql(call.query.get('q') ?? '');
  } catch {
    return failure(400, 'MALFORMED_QUERY', 'unexpected token');
  }
  const { objectType, matches, limit, fields } = parsed;
  const rows = recordsOf(objectType, world)?.filter((record) =>
    matches((name) => record.fields[name] ?? null),
  );
  if (rows === undefined)
    return failure(400, 'INVALID_TYPE', `sObject type '${objectType}' is not supported.`);
  const records = rows.slice(0, limit).map((record) => rowOf(record, fields, world));
  return { status: 200, body: { totalSize: records.length, done: true, records } };
};

const recordsOf = (
  objectType: string,
  { store, organizationId }: SandboxWorld,
): readonly Pick<SandboxRecord, 'fields'>[] | undefined => {
  if (objectType === 'Organization') return [{ fields: { Id: organizationId, Name: 'Touchline sandbox' } }];
  const known = objectTypeOf(objectType);
  return known && store.of(known);
};

const rowOf = (
  { fields }: Pick<SandboxRecord, 'fields'>,
  names: readonly string[],
  { store }: SandboxWorld,
): object => ({
  attributes: { type: 'sObject' },
  ...Object.fromEntries(
    names.map((name) => {
      const [parent, field] = name.split('.');
      if (parent === undefined || field === undefined) return [name, fields[name] ?? null];
      const record = store.records.get(String(fields[`${parent}Id`]));
      return [parent, record ? { [field]: record.fields[field] ?? null } : null];
    }),
  ),
});

const objectTypeOf = (name: string): SandboxObject | undefined =>
  Object.hasOwn(sandboxObjects, name) ? (name as SandboxObject) : undefined;

const required: Readonly<Partial<Record<SandboxObject, readonly string[]>>> = {
  Contact: ['LastName'],
  Lead: ['LastName', 'Company'],
  Account: ['Name'],
  Opportunity: ['Name', 'StageName', 'CloseDate'],
  Event: ['StartDateTime', 'DurationInMinutes'],
};

const refusal = (
  objectType: SandboxObject,
  fields: Fields,
  ownId: string | undefined,
  world: SandboxWorld,
): SandboxResponse | undefined => {
  const missing = (required[objectType] ?? []).filter((name) => (fields[name] ?? '') === '');
  if (missing.length > 0)
    return failure(400, 'REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing}]`, missing);
  return taken(objectType, fields, ownId, world);
};

/** The refusal of a value that another record has already. */
const taken = (
  objectType: SandboxObject,
  fields: Fields,
  ownId: string | undefined,
  { store, uniqueFields }: SandboxWorld,
): SandboxResponse | undefined => {
  for (const name of uniqueFields) {
    const value = fields[name] ?? null;
    const holder = store.of(objectType).find((each) => value !== null && each.fields[name] === value);
    if (holder && holder.id !== ownId)
      return failure(
        400,
        'DUPLICATE_VALUE',
        `duplicate value found: ${name} duplicates value on record with id: ${holder.id}`,
      );
  }
  return undefined;
};
