import { type ConnectorContext, TouchlineError, urlPath } from '@touchline/core';
import { z } from 'zod';
import { type PipedriveSettings, pipedriveApi } from '../config.ts';

type Context = ConnectorContext<PipedriveSettings>;

/** The collections that the connector writes, by the name in the path. */
export type Collection = 'persons' | 'organizations' | 'deals' | 'activities';

/** Fields as they are sent. */
export type SentFields = Readonly<Record<string, unknown>>;

/** What writing a record gives. */
export interface Written {
  readonly id: string;
  readonly created: boolean;
}

const saved = z.object({ data: z.object({ id: z.int() }) });

const item = z.object({
  id: z.int(),
  emails: z.array(z.string()).catch([]),
  phones: z.array(z.string()).catch([]),
  name: z.string().catch(''),
});

/** An item that a search found. */
export interface FoundItem extends z.output<typeof item> {}

const found = z.object({ data: z.object({ items: z.array(z.object({ item })) }) });

/** A record, as far as the connector looks at it. */
const record = z.looseObject({ id: z.int(), custom_fields: z.record(z.string(), z.unknown()).catch({}) });

/** See {@link record}. */
export interface PipedriveRecord extends z.output<typeof record> {}

/**
 * The number that Pipedrive knows a record by.
 *
 * @throws TouchlineError `action.input_invalid` for what is none.
 */
export const numberOf = (id: string, path: string): number => {
  if (/^[1-9]\d{0,14}$/.test(id)) return Number(id);
  throw new TouchlineError('action.input_invalid', 'An id of Pipedrive is a number.', {
    connector: 'pipedrive',
    issues: [{ path, message: 'must be a number' }],
  });
};

/** The same of an id that may be left out. */
export const optionalNumberOf = (id: string | undefined, path: string): number | undefined =>
  id === undefined ? undefined : numberOf(id, path);

/** Makes a record. Doing it twice makes two: Pipedrive knows no idempotency keys. */
export const createRecord = async (
  collection: Collection,
  fields: SentFields,
  { http, signal }: Context,
): Promise<Written> => {
  const { body } = await http.post(`${pipedriveApi.v2}/${collection}`, {
    json: fields,
    response: saved,
    signal,
    operation: `${collection}.create`,
  });
  return { id: String(body.data.id), created: true };
};

/** Changes fields of a record. Where there is nothing to change, nothing is sent. */
export const updateRecord = async (
  collection: Collection,
  id: number,
  fields: SentFields,
  { http, signal }: Context,
): Promise<Written> => {
  if (Object.keys(fields).length > 0)
    await http.patch(`${pipedriveApi.v2}/${collection}${urlPath`/${id}`}`, {
      json: fields,
      response: saved,
      idempotent: true,
      signal,
      operation: `${collection}.update`,
    });
  return { id: String(id), created: false };
};

/** Reads a record; undefined when there is none, or when it was deleted. */
export const readRecord = async (
  collection: Collection,
  id: number,
  { http, signal }: Context,
): Promise<PipedriveRecord | undefined> => {
  try {
    const { body } = await http.get(`${pipedriveApi.v2}/${collection}${urlPath`/${id}`}`, {
      response: z.object({ data: record }),
      signal,
      operation: `${collection}.get`,
    });
    return body.data.is_deleted === true ? undefined : body.data;
  } catch (thrown) {
    if (isMissing(thrown)) return undefined;
    throw thrown;
  }
};

/** Marks a record as deleted; false when there is none. */
export const deleteRecord = async (
  collection: Collection,
  id: number,
  { http, signal }: Context,
): Promise<boolean> => {
  try {
    await http.delete(`${pipedriveApi.v2}/${collection}${urlPath`/${id}`}`, {
      idempotent: true,
      signal,
      operation: `${collection}.delete`,
    });
    return true;
  } catch (thrown) {
    if (isMissing(thrown)) return false;
    throw thrown;
  }
};

/**
 * Searches for records in which a field has exactly this value, whatever its case, eldest first. Pipedrive promises nothing about how soon a
 * search finds what was written.
 *
 * @see https://developers.pipedrive.com/docs/api/v1/Persons#searchPersons
 */
export const searchRecords = async (
  collection: Exclude<Collection, 'activities'>,
  field: 'name' | 'email' | 'phone' | 'custom_fields',
  term: string,
  { http, signal }: Context,
): Promise<readonly FoundItem[]> => {
  const { body } = await http.get(`${pipedriveApi.v2}/${collection}/search`, {
    query: { term, fields: field, exact_match: 'true', limit: '100' },
    response: found,
    signal,
    operation: `${collection}.search`,
  });
  return body.data.items.map((each) => each.item).sort((left, right) => left.id - right.id);
};

/** The eldest record whose custom field has this value: a search finds the value in any of them. */
export const findByCustomField = async (
  collection: Exclude<Collection, 'activities'>,
  key: string,
  value: string,
  context: Context,
): Promise<PipedriveRecord | undefined> => {
  for (const { id } of (await searchRecords(collection, 'custom_fields', value, context)).slice(0, 10)) {
    const candidate = await readRecord(collection, id, context);
    if (candidate?.custom_fields[key] === value) return candidate;
  }
  return undefined;
};

const isMissing = (thrown: unknown): boolean =>
  TouchlineError.isInstance(thrown) && (thrown.vendorStatus === 404 || thrown.vendorStatus === 410);
