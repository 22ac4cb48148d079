import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { TouchlineError } from '@touchline/core';
import type { RateLimit } from '../limits/rate-limit.ts';
import type { Caller } from './caller.ts';
import { isScope, type Scope } from './scopes.ts';

/**
 * What is kept of an API key: never the key itself. Plain data, to be kept where your config is. A key is rotated by a second
 * record with the same id; the first one gets an `expiresAt`.
 */
export interface ApiKeyRecord {
  /** Who it is for, such as `shop`: letters, digits and dashes. Idempotency keys and rate limits count by it. */
  readonly id: string;
  /** The SHA-256 of the key, hexadecimal. */
  readonly hash: string;
  readonly scopes: readonly Scope[];
  /** Binds the key to a tenant: it sees and publishes that tenant's events only. */
  readonly tenantId?: string;
  /** The registered names of the connectors whose actions it may run. Default: all; none where there is a `tenantId`. */
  readonly connectors?: readonly string[];
  /** RFC 3339. From then on the key is refused. Default: never. */
  readonly expiresAt?: string;
  /** Default: the server's. */
  readonly rateLimit?: RateLimit;
}

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
  const key = `${keyPrefix}${record.id}_${randomBytes(32).toString('base64url')}`;
  const complete = { ...record, hash: hashOf(key).toString('hex') };
  checkRecord(complete);
  return { key, record: complete };
};

/** Finds whom a key belongs to; undefined where it is nobody's, or is good no more. */
export type FindKeyHolder = (key: string) => Promise<Caller | undefined>;

/** @throws TouchlineError `config.invalid` for a record that cannot be one. */
export const createKeyFinder = (keys: ApiKeys, now: () => number): FindKeyHolder => {
  const find = typeof keys === 'function' ? keys : listed(keys);
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
  for (const record of records) {
    checkRecord(record);
    byId.set(record.id, [...(byId.get(record.id) ?? []), record]);
  }
  return (id) => byId.get(id) ?? [];
};

const checkRecord = ({ id, hash, scopes, tenantId, expiresAt }: ApiKeyRecord): void => {
  const refuse = (why: string): never => {
    throw new TouchlineError('config.invalid', `An API key record is invalid: ${why}.`);
  };
  if (typeof id !== 'string' || !/^[A-Za-z0-9-]{1,64}$/.test(id))
    refuse('its id must be at most 64 letters, digits and dashes');
  if (!/^[0-9a-f]{64}$/.test(hash)) refuse(`the hash of ${id} must be a SHA-256 in hexadecimal`);
  const unknown = scopes.find((scope) => !isScope(scope));
  if (unknown !== undefined) refuse(`${id} has the scope "${unknown}", which does not exist`);
  if (tenantId !== undefined && (typeof tenantId !== 'string' || tenantId === ''))
    refuse(`the tenantId of ${id} must be a text that is not empty`);
  if (expiresAt !== undefined && Number.isNaN(Date.parse(expiresAt)))
    refuse(`the expiresAt of ${id} must be a time of RFC 3339`);
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
