import { type ActionContext, type ConnectorContext, TouchlineError, urlPath } from '@touchline/core';
import { z } from 'zod';
import { type HubspotSettings, hubspotApiVersion } from '../config.ts';
import { objectPaths, type WrittenKind } from '../object-types.ts';

/** A record of the CRM, as the API gives it. */
export interface HubspotRecord extends z.output<typeof record> {}

/** Properties as they are sent: text, and empty where a property is to be emptied. */
export type SentProperties = Readonly<Record<string, string>>;

/** A tie of a new record to one that is there. */
export interface SentAssociation {
  readonly to: { readonly id: string };
  readonly types: readonly [
    { readonly associationCategory: 'HUBSPOT_DEFINED'; readonly associationTypeId: number },
  ];
}

type Context = ConnectorContext<HubspotSettings>;

const record = z.object({
  id: z.string().min(1),
  properties: z.record(z.string(), z.string().nullable()).default({}),
  createdAt: z.string().optional(),
  updatedAt: z.string().optional(),
});

const upserted = z.object({ results: z.array(record.extend({ new: z.boolean().optional() })).length(1) });

const found = z.object({ results: z.array(record) });

const pathOf = (kind: WrittenKind): string => `/crm/${hubspotApiVersion}/objects/${objectPaths[kind]}`;

/** Makes a record. Doing it twice makes two. */
export const createRecord = async (
  kind: WrittenKind,
  properties: SentProperties,
  associations: readonly SentAssociation[],
  { http, signal }: Context,
  { idempotent = false }: { readonly idempotent?: boolean } = {},
): Promise<HubspotRecord> => {
  const { body } = await http.post(pathOf(kind), {
    json: { properties, associations },
    response: record,
    idempotent,
    signal,
    operation: `${kind}.create`,
  });
  return body;
};

/**
 * Makes a record that carries the idempotency key, where the account has a property for it. The property's values are unique,
 * so HubSpot refuses a second one, and the first is the answer.
 */
export const createRecordOnce = async (
  kind: WrittenKind,
  properties: SentProperties,
  associations: readonly SentAssociation[],
  context: ActionContext<HubspotSettings>,
): Promise<{ id: string; created: boolean }> => {
  const { idempotencyKeyProperty: keyProperty } = context.config;
  if (keyProperty === undefined) {
    const { id } = await createRecord(kind, properties, associations, context);
    return { id, created: true };
  }
  const keyed = { ...properties, [keyProperty]: context.idempotencyKey };
  try {
    const { id } = await createRecord(kind, keyed, associations, context, { idempotent: true });
    return { id, created: true };
  } catch (thrown) {
    if (!isRefusal(thrown)) throw thrown;
    const existing = await findRecord(kind, context.idempotencyKey, context, { idProperty: keyProperty });
    if (existing === undefined) throw thrown;
    return { id: existing.id, created: false };
  }
};

/** Makes a record, or updates the one whose property has this value. The property's values must be unique. */
export const upsertRecord = async (
  kind: WrittenKind,
  key: { readonly idProperty: string; readonly id: string },
  properties: SentProperties,
  { http, signal }: Context,
): Promise<{ id: string; created?: boolean }> => {
  const { body } = await http.post(`${pathOf(kind)}/batch/upsert`, {
    json: { inputs: [{ ...key, properties }] },
    response: upserted,
    idempotent: true,
    signal,
    operation: `${kind}.upsert`,
  });
  const [{ id, new: created }] = body.results as [(typeof body.results)[0]];
  return { id, ...(created !== undefined && { created }) };
};

/** Changes properties of a record. */
export const updateRecord = async (
  kind: WrittenKind,
  id: string,
  properties: SentProperties,
  { http, signal }: Context,
): Promise<{ id: string; created: false }> => {
  const { body } = await http.patch(pathOf(kind) + urlPath`/${id}`, {
    json: { properties },
    response: record,
    idempotent: true,
    signal,
    operation: `${kind}.update`,
  });
  return { id: body.id, created: false };
};

/** Reads a record by its id, or by a property whose values are unique; undefined when there is none. */
export const findRecord = async (
  kind: WrittenKind,
  id: string,
  { http, signal }: Context,
  { idProperty, properties }: { readonly idProperty?: string; readonly properties?: readonly string[] } = {},
): Promise<HubspotRecord | undefined> => {
  try {
    const { body } = await http.get(pathOf(kind) + urlPath`/${id}`, {
      query: { idProperty, properties: properties?.join(',') },
      response: record,
      signal,
      operation: `${kind}.get`,
    });
    return body;
  } catch (thrown) {
    if (TouchlineError.isInstance(thrown) && thrown.vendorStatus === 404) return undefined;
    throw thrown;
  }
};

/**
 * Looks for records in which one of these properties has exactly this value. The search lags behind: what was written a moment
 * ago may not be found yet.
 *
 * @see https://developers.hubspot.com/docs/api-reference/2026-03/crm/search-the-crm
 */
export const searchRecords = async (
  kind: WrittenKind,
  names: readonly string[],
  value: string,
  { http, signal }: Context,
): Promise<readonly HubspotRecord[]> => {
  const { body } = await http.post(`${pathOf(kind)}/search`, {
    json: {
      filterGroups: names.map((propertyName) => ({ filters: [{ propertyName, operator: 'EQ', value }] })),
      properties: names,
      sorts: ['createdate'],
      limit: 2,
      after: '0',
    },
    response: found,
    idempotent: true,
    signal,
    operation: `${kind}.search`,
  });
  return body.results;
};

/** Whether HubSpot understood a request and would not do it. */
export const isRefusal = (thrown: unknown): thrown is TouchlineError =>
  TouchlineError.isInstance(thrown) && (thrown.vendorStatus === 400 || thrown.vendorStatus === 409);
