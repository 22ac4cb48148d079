import { readOrRefuse } from '@touchline/core';
import { z } from 'zod';
import { type RateLimit, rateLimit } from '../limits/rate-limit.ts';
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
  readonly tenantId?: string | undefined;
  /** The registered names of the connectors whose actions it may run. Default: all; none where there is a `tenantId`. */
  readonly connectors?: readonly string[] | undefined;
  /** RFC 3339. From then on the key is refused. Default: never. */
  readonly expiresAt?: string | undefined;
  /** Default: the server's. */
  readonly rateLimit?: RateLimit | undefined;
}

/**
 * A record as it must be. What nobody knows is refused: with a misspelt `tenantID` passed over, a key that was meant for one
 * tenant would open all.
 *
 * @throws TouchlineError `config.invalid` naming what is wrong, and no value.
 */
export const checkApiKeyRecord = (record: unknown): ApiKeyRecord => {
  const id = (record as Partial<ApiKeyRecord> | null | undefined)?.id;
  const subject = typeof id === 'string' && idPattern.test(id) ? `API key record ${id}` : 'API key record';
  return readOrRefuse((given) => schema.safeParse(given), record, { code: 'config.invalid', subject });
};

const idPattern = /^[A-Za-z0-9-]{1,64}$/;

const schema = z.strictObject({
  id: z.string().regex(idPattern, 'must be at most 64 letters, digits and dashes'),
  hash: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal'),
  scopes: z.array(z.custom<Scope>((scope) => typeof scope === 'string' && isScope(scope), 'is no scope')),
  tenantId: z.string().min(1).optional(),
  connectors: z.array(z.string().min(1)).optional(),
  expiresAt: z.iso.datetime({ offset: true, error: 'must be a time of RFC 3339' }).optional(),
  rateLimit: rateLimit.optional(),
});
