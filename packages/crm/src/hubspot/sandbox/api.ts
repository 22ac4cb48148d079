import type { IncomingCall, SandboxResponse } from '@touchline/core/sandbox';
import { z } from 'zod';
import { conflict, existing, failure, itemError, missingProperties, objectOf } from './answers.ts';
import type { SandboxRecord, SandboxStore, SandboxType } from './store.ts';

/** What the sandbox's API works on. */
export interface SandboxWorld {
  readonly stores: Readonly<Record<SandboxType, SandboxStore>>;
  /** Properties whose values are unique, besides the e-mail of contacts. */
  readonly uniqueProperties: readonly string[];
  readonly portalId: number;
  readonly now: () => string;
}

type Handle = (call: IncomingCall, world: SandboxWorld) => SandboxResponse;

const properties = z.record(z.string(), z.string());

/** A body that is not as HubSpot's specification has it is answered as HubSpot does. */
const withBody =
  <Body extends z.ZodType>(
    schema: Body,
    handle: (body: z.output<Body>, call: IncomingCall, world: SandboxWorld) => SandboxResponse,
  ): Handle =>
  (call, world) => {
    let body: unknown;
    try {
      body = JSON.parse(call.text);
    } catch {
      return failure(400, 'VALIDATION_ERROR', 'Invalid input JSON');
    }
    const parsed = schema.safeParse(body);
    if (parsed.success) return handle(parsed.data, call, world);
    const at = parsed.error.issues[0]?.path.join('.') ?? '';
    return failure(400, 'VALIDATION_ERROR', `Invalid input JSON: ${at} is not as it must be`);
  };

/** `POST /crm/v3/objects/:type` */
export const createObject = withBody(
  z.object({
    properties,
    associations: z
      .array(
        z.object({
          to: z.object({ id: z.union([z.string(), z.int()]).transform(String) }),
          types: z.array(
            z.object({
              associationCategory: z.enum(['HUBSPOT_DEFINED', 'USER_DEFINED', 'INTEGRATOR_DEFINED', 'WORK']),
              associationTypeId: z.int(),
            }),
          ),
        }),
      )
      .default([]),
  }),
  (body, call, world) => {
    const store = storeOf(call, world);
    if (store === undefined) return noSuchType(call);
    const taken = takenBy(store, body.properties, world);
    if (taken) return conflict(taken, call);
    const missing = requiredOf(call).filter((name) => !body.properties[name]);
    if (missing.length > 0) return missingProperties(missing);
    const associations = body.associations.flatMap(({ to, types }) =>
      types.map(({ associationTypeId }) => ({ toId: to.id, associationTypeId })),
    );
    const unknown = associations.find(({ toId }) => !isKnown(toId, world));
    if (unknown) return failure(404, 'OBJECT_NOT_FOUND', `Object not found. objectId ${unknown.toId}.`);
    return { status: 201, body: objectOf(store.create(body.properties, associations)) };
  },
);

/** `GET /crm/v3/objects/:type/:id` */
export const readObject: Handle = (call, world) => {
  const store = storeOf(call, world);
  const record = store?.find(call.params.id ?? '', call.query.get('idProperty') ?? undefined);
  if (record === undefined) return failure(404, 'OBJECT_NOT_FOUND', 'resource not found');
  const asked = call.query.get('properties')?.split(',') ?? [];
  return { status: 200, body: objectOf(record, ['hs_object_id', 'createdate', 'email', ...asked]) };
};

/** `PATCH /crm/v3/objects/:type/:id` */
export const updateObject = withBody(z.object({ properties }), (body, call, world) => {
  const store = storeOf(call, world);
  const record = store?.find(call.params.id ?? '', call.query.get('idProperty') ?? undefined);
  if (store === undefined || record === undefined)
    return failure(404, 'OBJECT_NOT_FOUND', 'resource not found');
  const taken = takenBy(store, body.properties, world);
  if (taken && taken.id !== record.id) return conflict(taken, call);
  return { status: 200, body: objectOf(store.update(record, body.properties)) };
});

/** `POST /crm/v3/objects/:type/batch/upsert` */
export const upsertObjects = withBody(
  z.object({
    inputs: z
      .array(z.object({ id: z.string(), idProperty: z.string(), properties }))
      .min(1)
      .max(100),
  }),
  ({ inputs }, call, world) => {
    const store = storeOf(call, world);
    if (store === undefined) return noSuchType(call);
    const notUnique = inputs.find(({ idProperty }) => !uniqueProperties(world).includes(idProperty));
    if (notUnique)
      return failure(400, 'VALIDATION_ERROR', 'Unable to perform update/upsert by non-unique property');
    const times = { startedAt: world.now(), completedAt: world.now() };
    const results: object[] = [];
    const errors: object[] = [];
    for (const input of inputs) {
      const record = store.find(input.id, input.idProperty);
      const written = { ...input.properties, [input.idProperty]: input.id };
      const taken = takenBy(store, written, world);
      if (taken && taken.id !== record?.id) errors.push(itemError('CONFLICT', existing(taken, call)));
      else if (record) results.push({ ...objectOf(store.update(record, input.properties)), new: false });
      else results.push({ ...objectOf(store.create(written, [])), new: true });
    }
    return errors.length === 0
      ? { status: 200, body: { status: 'COMPLETE', results, ...times } }
      : { status: 207, body: { status: 'COMPLETE', results, numErrors: errors.length, errors, ...times } };
  },
);

/** `POST /crm/v3/objects/:type/search`, for the operator that the connector uses. */
export const searchObjects = withBody(
  z.object({
    filterGroups: z
      .array(
        z.object({
          filters: z
            .array(z.object({ propertyName: z.string(), operator: z.literal('EQ'), value: z.string() }))
            .max(6),
        }),
      )
      .max(5),
    properties: z.array(z.string()),
    sorts: z.array(z.string()),
    limit: z.int().positive().max(200),
    after: z.string(),
  }),
  ({ filterGroups, limit, properties: asked }, call, world) => {
    const store = storeOf(call, world);
    if (store === undefined) return noSuchType(call);
    const found = [...store.records.values()].filter((record) =>
      filterGroups.some(({ filters }) =>
        filters.every(({ propertyName, value }) => record.properties[propertyName] === value),
      ),
    );
    const results = found.slice(0, limit).map((record) => objectOf(record, ['hs_object_id', ...asked]));
    return { status: 200, body: { total: found.length, results } };
  },
);

/** `POST /crm/v3/objects/contacts/gdpr-delete` */
export const gdprDelete = withBody(
  z.object({ objectId: z.string(), idProperty: z.string().optional() }),
  ({ objectId, idProperty }, _, { stores }) => {
    const contact = stores.contacts.find(objectId, idProperty);
    if (contact === undefined && idProperty !== 'email')
      return failure(404, 'OBJECT_NOT_FOUND', 'resource not found');
    if (contact) stores.contacts.records.delete(contact.id);
    return { status: 204 };
  },
);

/** `GET /account-info/v3/details` */
export const accountDetails: Handle = (_, { portalId }) => ({
  status: 200,
  body: {
    portalId,
    accountType: 'DEVELOPER_TEST',
    timeZone: 'UTC',
    companyCurrency: 'EUR',
    additionalCurrencies: [],
    utcOffset: '+00:00',
    utcOffsetMilliseconds: 0,
    uiDomain: 'app.hubspot.com',
    dataHostingLocation: 'na1',
  },
});

const typeNames: ReadonlyMap<string, SandboxType> = new Map([
  ['0-1', 'contacts'],
  ['0-2', 'companies'],
  ['0-3', 'deals'],
  ['0-5', 'tickets'],
]);

const storeOf = ({ params }: IncomingCall, { stores }: SandboxWorld): SandboxStore | undefined => {
  const name = typeNames.get(params.type ?? '') ?? params.type ?? '';
  return Object.hasOwn(stores, name) ? stores[name as SandboxType] : undefined;
};

const noSuchType = ({ params }: IncomingCall): SandboxResponse =>
  failure(400, 'VALIDATION_ERROR', `Unable to infer object type from: ${params.type}`);

const required: ReadonlyMap<string, readonly string[]> = new Map([
  ['tickets', ['subject', 'hs_pipeline_stage']],
  ['notes', ['hs_timestamp']],
  ['tasks', ['hs_timestamp']],
  ['calls', ['hs_timestamp']],
  ['meetings', ['hs_timestamp']],
  ['emails', ['hs_timestamp', 'hs_email_direction']],
]);

const requiredOf = ({ params }: IncomingCall): readonly string[] => required.get(params.type ?? '') ?? [];

const uniqueProperties = ({ uniqueProperties: own }: SandboxWorld): readonly string[] => ['email', ...own];

/** The record that has a unique value already. */
const takenBy = (
  store: SandboxStore,
  written: Readonly<Record<string, string>>,
  world: SandboxWorld,
): SandboxRecord | undefined =>
  uniqueProperties(world)
    .filter((name) => written[name])
    .map((name) => store.find(written[name] ?? '', name))
    .find((record) => record !== undefined);

const isKnown = (id: string, { stores }: SandboxWorld): boolean =>
  Object.values(stores).some(({ records }) => records.has(id));
