import { type ActionContext, type ConnectorContext, TouchlineError, urlPath } from '@touchline/core';
import { z } from 'zod';
import type { Properties } from '../../contract.ts';
import { type SalesforceSettings, salesforceApiVersion } from '../config.ts';
import type { SalesforceObject } from '../object-types.ts';
import { type Soql, soql, soqlNames } from '../soql.ts';

type Context = ConnectorContext<SalesforceSettings>;

/** Fields as they are sent; `null` empties one. */
export type SentFields = Properties;

/** A record as a query gives it: its id, and what else was asked for. */
export interface SalesforceRecord extends z.output<typeof record> {}

/** What writing a record gives. */
export interface Written {
  readonly id: string;
  readonly created?: boolean;
}

const api = `/services/data/${salesforceApiVersion}`;

const record = z.looseObject({ Id: z.string().min(1) });

const saved = z.object({ id: z.string().min(1), created: z.boolean().optional() });

const found = z.object({ records: z.array(record) });

/**
 * Makes a record. Doing it twice makes two.
 *
 * @see https://developer.salesforce.com/docs/platform/api-rest/guide/dome-sobject-create.html
 */
export const createRecord = async (
  object: SalesforceObject,
  fields: SentFields,
  { http, signal }: Context,
  { idempotent = false }: { readonly idempotent?: boolean } = {},
): Promise<Written> => {
  const { body } = await http.post(`${api}/sobjects/${object}`, {
    json: fields,
    response: saved,
    idempotent,
    signal,
    operation: `${object}.create`,
  });
  return { id: body.id, created: true };
};

/**
 * Makes a record that carries the idempotency key, where the org has a field for it. The field's values are unique, so Salesforce refuses a
 * second one, and the first is the answer: what became of it since is not overwritten.
 */
export const createRecordOnce = async (
  object: SalesforceObject,
  fields: SentFields,
  context: ActionContext<SalesforceSettings>,
): Promise<Written> => {
  const { idempotencyKeyField: keyField } = context.config;
  if (keyField === undefined) return createRecord(object, fields, context);
  try {
    const keyed = { ...fields, [keyField]: context.idempotencyKey };
    return await createRecord(object, keyed, context, { idempotent: true });
  } catch (thrown) {
    if (!isRefusedAs(thrown, 'DUPLICATE_VALUE')) throw thrown;
    const existing = await findByKey(object, context);
    if (existing === undefined) throw thrown;
    return { id: existing.Id, created: false };
  }
};

/** The record that an earlier attempt made, where the org has a field for the key. Queries do not lag behind. */
export const findByKey = async (
  object: SalesforceObject,
  context: ActionContext<SalesforceSettings>,
): Promise<SalesforceRecord | undefined> => {
  const { idempotencyKeyField: keyField } = context.config;
  if (keyField === undefined) return undefined;
  const [existing] = await queryRecords(
    object,
    soql`SELECT Id FROM ${soqlNames(object)} WHERE ${soqlNames(keyField)} = ${context.idempotencyKey} LIMIT 1`,
    context,
  );
  return existing;
};

/**
 * Makes a record, or updates the one whose field has this value.
 *
 * @param updateOnly makes none: the answer is undefined when there is none to update.
 * @see https://developer.salesforce.com/docs/platform/api-rest/guide/dome-upsert.html
 */
export const upsertRecord = async (
  object: SalesforceObject,
  key: { readonly field: string; readonly value: string },
  fields: SentFields,
  context: Context,
  { updateOnly = false }: { readonly updateOnly?: boolean } = {},
): Promise<Written | undefined> => {
  const { http, signal } = context;
  const path = `${api}/sobjects/${object}/${key.field}${urlPath`/${key.value}`}`;
  try {
    const { status, body } = await http.patch(path, {
      json: fields,
      ...(updateOnly && { query: { updateOnly: 'true' } }),
      response: saved.optional(),
      idempotent: true,
      signal,
      operation: `${object}.upsert`,
    });
    // Elder versions answer an update with 204 and no id.
    const id = body?.id ?? (await idByKey(object, key, context));
    return { id, created: body?.created ?? status === 201 };
  } catch (thrown) {
    if (updateOnly && isMissing(thrown)) return undefined;
    throw thrown;
  }
};

const idByKey = async (
  object: SalesforceObject,
  { field, value }: { readonly field: string; readonly value: string },
  context: Context,
): Promise<string> => {
  const query = soql`SELECT Id FROM ${soqlNames(object)} WHERE ${soqlNames(field)} = ${value} LIMIT 1`;
  const [existing] = await queryRecords(object, query, context);
  if (existing) return existing.Id;
  throw new TouchlineError('http.rejected', 'Salesforce no longer has the record that it updated.', {
    connector: 'salesforce',
  });
};

/**
 * Changes fields of a record.
 *
 * @see https://developer.salesforce.com/docs/platform/api-rest/guide/dome-update-fields.html
 */
export const updateRecord = async (
  object: SalesforceObject,
  id: string,
  fields: SentFields,
  { http, signal }: Context,
): Promise<Written> => {
  await http.patch(`${api}/sobjects/${object}${urlPath`/${id}`}`, {
    json: fields,
    idempotent: true,
    signal,
    operation: `${object}.update`,
  });
  return { id, created: false };
};

/** Puts a record into the recycle bin; false when there is none. */
export const deleteRecord = async (
  object: SalesforceObject,
  id: string,
  { http, signal }: Context,
): Promise<boolean> => {
  try {
    await http.delete(`${api}/sobjects/${object}${urlPath`/${id}`}`, {
      idempotent: true,
      signal,
      operation: `${object}.delete`,
    });
    return true;
  } catch (thrown) {
    if (isMissing(thrown)) return false;
    throw thrown;
  }
};

/**
 * Runs a query; its first page, of up to 2000 records, is the answer.
 *
 * @see https://developer.salesforce.com/docs/platform/api-rest/guide/dome-query.html
 */
export const queryRecords = async (
  subject: string,
  { text }: Soql,
  { http, signal }: Context,
): Promise<readonly SalesforceRecord[]> => {
  const { body } = await http.get(`${api}/query`, {
    query: { q: text },
    response: found,
    signal,
    operation: `${subject}.query`,
  });
  return body.records;
};

/** Whether Salesforce refused with this code. */
export const isRefusedAs = (thrown: unknown, vendorCode: string): thrown is TouchlineError =>
  TouchlineError.isInstance(thrown) && thrown.vendorCode === vendorCode;

const isMissing = (thrown: unknown): boolean =>
  TouchlineError.isInstance(thrown) && thrown.vendorStatus === 404;
