import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { TouchlineError } from '@touchline/core';
import { type ApiKeyRecord, checkApiKeyRecord } from './api-key-record.ts';
import type { Caller } from './caller.ts';

/** Where the records of keys are: a list, or a function that finds those of an id, such as in a database. */
export type ApiKeys =
  | readonly ApiKeyRecord[]
  | ((id: string) => readonly ApiKeyRecord[] | Promise<readonly ApiKeyRecord[]>);

/**
 * Makes an API key of 256 random bits. The key is shown to its holder once; the record is what you keep.
 *
 * @throws TouchlineError `config.invalid` when a part of the record is none.
 */
export const createApiKey = (
  record: Omit<ApiKeyRecord, 'hash'>,
): { readonly key: string; readonly record: ApiKeyRecord } => {
  const key = `${keyPrefix}${record?.id}_${randomBytes(32).toString('base64url')}`;
  return { key, record: checkApiKeyRecord({ ...record, hash: hashOf(key).toString('hex') }) };
};

/** Finds whom a key belongs to; undefined where it is nobody's, or is good no more. */
export type FindKeyHolder = (key: string) => Promise<Caller | undefined>;

/**
 * Finds the holders of keys. What a function answers is looked at as strictly as a list: finding rejects with
 * `config.invalid` where it cannot be a list of records.
 *
 * @throws TouchlineError `config.invalid` for a record of a list that cannot be one.
 */
export const createKeyFinder = (keys: ApiKeys, now: () => number): FindKeyHolder => {
  const find = typeof keys === 'function' ? async (id: string) => checked(await keys(id)) : listed(keys);
  return async (key) => {
    const id = keyPattern.exec(key)?.[1];
    if (id === undefined) return undefined;
    const hash = hashOf(key);
    // All records of the id are compared, each in constant time.
    const [record] = (await find(id)).filter((candidate) => isSame(hash, candidate.hash));
    return record && isCurrent(record, now()) ? callerOf(record) : undefined;
  };
};

/** Whether a credential has the form of an API key. */
export const isApiKey = (credential: string): boolean => credential.startsWith(keyPrefix);

const keyPrefix = 'tlk_';
const keyPattern = /^tlk_([A-Za-z0-9-]{1,64})_[\w-]{43}$/;

const listed = (records: readonly ApiKeyRecord[]): ((id: string) => readonly ApiKeyRecord[]) => {
  const byId = new Map<string, ApiKeyRecord[]>();
  for (const record of checked(records)) {
    byId.set(record.id, [...(byId.get(record.id) ?? []), record]);
  }
  return (id) => byId.get(id) ?? [];
};

const checked = (records: unknown): readonly ApiKeyRecord[] => {
  if (Array.isArray(records)) return records.map(checkApiKeyRecord);
  throw new TouchlineError('config.invalid', 'API key records must be a list, or a function that finds one.');
};

const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();

const isSame = (hash: Buffer, kept: string): boolean => {
  const other = Buffer.from(kept, 'hex');
  return other.byteLength === hash.byteLength && timingSafeEqual(hash, other);
};

const isCurrent = ({ expiresAt }: ApiKeyRecord, nowMs: number): boolean =>
  expiresAt === undefined || nowMs < Date.parse(expiresAt);

const callerOf = ({ id, scopes, tenantId, connectors, expiresAt, rateLimit }: ApiKeyRecord): Caller => ({
  id,
  scopes: new Set(scopes),
  ...(tenantId !== undefined && { tenantId }),
  ...(connectors && { connectors }),
  ...(expiresAt !== undefined && { expiresAtMs: Date.parse(expiresAt) }),
  ...(rateLimit && { rateLimit }),
});
