import type { IncomingCall, SandboxResponse } from '@touchline/core/sandbox';
import { z } from 'zod';
import { failure, success } from './answers.ts';
import type { SandboxCollection, SandboxRecord, SandboxStore } from './store.ts';

/** What the sandbox's API works on. */
export interface SandboxWorld {
  readonly stores: Readonly<Record<SandboxCollection, SandboxStore>>;
  readonly companyId: number;
  readonly userId: number;
}

type Handle = (call: IncomingCall, world: SandboxWorld) => SandboxResponse;

const id = z.int().positive();
const addresses = z.array(
  z.object({ value: z.string(), primary: z.boolean().optional(), label: z.string().optional() }),
);
const common = {
  owner_id: id.optional(),
  custom_fields: z.record(z.string().regex(/^[0-9a-f]{40}$/), z.unknown()).optional(),
  visible_to: z.int().nullish(),
  label_ids: z.array(id).nullish(),
};

/** Version 2 takes numbers for numbers, and no field that it does not know. */
const bodies = {
  persons: z.strictObject({
    ...common,
    name: z.string().min(1).optional(),
    first_name: z.string().optional(),
    last_name: z.string().optional(),
    emails: addresses.optional(),
    phones: addresses.optional(),
    org_id: id.nullish(),
    marketing_status: z.string().nullish(),
  }),
  organizations: z.strictObject({ ...common, name: z.string().min(1).optional() }),
  deals: z.strictObject({
    ...common,
    title: z.string().min(1).optional(),
    value: z.number().optional(),
    currency: z.string().length(3).optional(),
    stage_id: id.optional(),
    pipeline_id: id.optional(),
    person_id: id.nullish(),
    org_id: id.nullish(),
    status: z.enum(['open', 'won', 'lost', 'deleted']).optional(),
    lost_reason: z.string().nullish(),
    expected_close_date: z.iso.date().nullish(),
  }),
  activities: z.strictObject({
    owner_id: id.optional(),
    type: z.string().optional(),
    subject: z.string().optional(),
    note: z.string().optional(),
    due_date: z.iso.date().optional(),
    due_time: z
      .string()
      .regex(/^\d\d:\d\d$/)
      .optional(),
    duration: z
      .string()
      .regex(/^\d\d:\d\d$/)
      .optional(),
    done: z.boolean().optional(),
    deal_id: id.nullish(),
    org_id: id.nullish(),
    participants: z.array(z.strictObject({ person_id: id, primary: z.boolean() })).optional(),
    priority: z.int().nullish(),
  }),
  notes: z
    .looseObject({
      content: z.string().min(1),
      person_id: id.optional(),
      org_id: id.optional(),
      deal_id: id.optional(),
      add_time: z
        .string()
        .regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
        .optional(),
    })
    .refine(({ person_id, org_id, deal_id }) => (person_id ?? org_id ?? deal_id) !== undefined),
} satisfies Record<SandboxCollection, z.ZodType>;

const required: Readonly<Record<SandboxCollection, readonly string[]>> = {
  persons: [],
  organizations: ['name'],
  deals: ['title'],
  activities: [],
  notes: ['content'],
};

const withFields =
  (
    handle: (
      fields: Readonly<Record<string, unknown>>,
      call: IncomingCall,
      world: SandboxWorld,
    ) => SandboxResponse,
  ) =>
  (collection: SandboxCollection): Handle =>
  (call, world) => {
    let sent: unknown;
    try {
      sent = JSON.parse(call.text);
    } catch {
      return failure(400, 'Invalid JSON');
    }
    const parsed = bodies[collection].safeParse(sent);
    if (parsed.success) return handle(parsed.data, call, world);
    const field = parsed.error.issues[0]?.path.join('.') ?? '';
    return failure(400, `Validation failed: ${field}: is not as it must be`, 'ERR_SCHEMA_VALIDATION_FAILED');
  };

/** `POST /api/v2/:collection`, and `POST /v1/notes` */
export const createIn = (collection: SandboxCollection): Handle =>
  withFields((fields, _, world) => {
    const missing = required[collection].find((name) => fields[name] === undefined);
    if (missing)
      return failure(400, `Validation failed: ${missing}: is required`, 'ERR_SCHEMA_VALIDATION_FAILED');
    if (collection === 'persons' && fields.name === undefined && fields.first_name === undefined)
      return failure(400, 'Validation failed: name: is required', 'ERR_SCHEMA_VALIDATION_FAILED');
    return success(collection === 'notes' ? 201 : 200, world.stores[collection].create(fields));
  })(collection);

/** `PATCH /api/v2/:collection/:id` */
export const updateIn = (collection: SandboxCollection): Handle =>
  withFields((fields, call, world) => {
    const record = recordOf(collection, call, world);
    return record
      ? success(200, world.stores[collection].update(record, fields))
      : failure(404, `${collection} not found`);
  })(collection);

/** `GET /api/v2/:collection/:id` */
export const readIn =
  (collection: SandboxCollection): Handle =>
  (call, world) => {
    const record = recordOf(collection, call, world);
    return record ? success(200, record) : failure(404, `${collection} not found`);
  };

/** `DELETE /api/v2/:collection/:id` */
export const deleteIn =
  (collection: SandboxCollection): Handle =>
  (call, world) => {
    const record = recordOf(collection, call, world);
    if (record === undefined) return failure(404, `${collection} not found`);
    world.stores[collection].records.delete(record.id);
    return success(200, { id: record.id });
  };

/** `GET /api/v2/:collection/search`, for whole values in one field. */
export const searchIn =
  (collection: SandboxCollection): Handle =>
  ({ query }, { stores }) => {
    const term = (query.get('term') ?? '').toLowerCase();
    const field = query.get('fields') ?? '';
    if (term === '' || query.get('exact_match') !== 'true') return failure(400, 'Search term is required');
    const found = [...stores[collection].records.values()].filter((record) =>
      searchedIn(record, field).some((value) => value.toLowerCase() === term),
    );
    const items = found.map((record) => ({ result_score: 0.5, item: itemOf(record, collection) }));
    return success(200, { items });
  };

/** `GET /v1/users/me` */
export const currentUser: Handle = (_, { companyId, userId }) =>
  success(200, {
    id: userId,
    name: 'Sandbox',
    company_id: companyId,
    company_domain: 'touchline',
    is_you: true,
  });

const recordOf = (
  collection: SandboxCollection,
  { params }: IncomingCall,
  { stores }: SandboxWorld,
): SandboxRecord | undefined => stores[collection].records.get(Number(params.id));

const searchedIn = (record: SandboxRecord, field: string): readonly string[] => {
  if (field === 'custom_fields') return Object.values(record.custom_fields).filter(isText);
  if (field === 'email') return valuesOf(record.emails);
  if (field === 'phone') return valuesOf(record.phones);
  return [record[field]].filter(isText);
};

const valuesOf = (list: unknown): readonly string[] =>
  (Array.isArray(list) ? list : []).map(({ value }: { value: string }) => value);

const isText = (value: unknown): value is string => typeof value === 'string';

const itemOf = (record: SandboxRecord, collection: SandboxCollection): object => ({
  id: record.id,
  type: collection.slice(0, -1),
  name: record.name,
  title: record.title,
  emails: valuesOf(record.emails),
  phones: valuesOf(record.phones),
  custom_fields: Object.values(record.custom_fields).filter(isText),
});
