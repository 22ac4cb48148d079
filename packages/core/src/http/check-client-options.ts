import { z } from 'zod';
import { readOrRefuse } from '../errors/read-or-refuse.ts';
import { Secret } from '../privacy/secret.ts';
import type { HttpClientOptions } from './http-client.ts';

const aFunction = z.custom((value) => typeof value === 'function', 'must be a function');
const aDuration = z.custom((value) => typeof value === 'number' && value > 0, 'must be a number above 0');

const optionsSchema = z.strictObject({
  // Looked at by itself, with sentences of its own.
  baseUrl: z.unknown().optional(),
  headers: z
    .custom(
      (value) => typeof value === 'function' || (typeof value === 'object' && value !== null),
      'must be an object or a function',
    )
    .optional(),
  clientCredentials: z
    .strictObject({
      tokenUrl: z.string().min(1),
      clientId: z.string().min(1),
      clientSecret: z.union([z.string().min(1), z.instanceof(Secret)], 'must be a text or a Secret'),
      authentication: z.enum(['basic', 'form']).optional(),
      form: z.record(z.string(), z.unknown()).optional(),
      marginMs: z.number().min(0).optional(),
    })
    .optional(),
  timeoutMs: aDuration.optional(),
  maxResponseBytes: aDuration.optional(),
  clock: z.object({ now: aFunction, schedule: aFunction }),
  random: aFunction.optional(),
  connector: z.string().optional(),
  toError: aFunction.optional(),
  retries: z.int().min(0).optional(),
  allowPrivateAddresses: z.boolean().optional(),
  idempotencyKeyHeader: z.string().optional(),
  sign: aFunction.optional(),
  secrets: z.array(z.unknown()).optional(),
  onCall: aFunction.optional(),
  send: aFunction.optional(),
  dispatcher: z.unknown().optional(),
  lookup: aFunction.optional(),
});

/**
 * Refuses options that nobody knows or that cannot work: a misspelt `baseURL` would make every path fail later, and a
 * timeout that is no number would never end a call.
 *
 * @throws TouchlineError `config.invalid` naming each, and no value.
 */
export const checkClientOptions = (options: HttpClientOptions): void => {
  const connector: unknown = options?.connector;
  readOrRefuse((given) => optionsSchema.safeParse(given), options, {
    code: 'config.invalid',
    subject: 'Options of the HTTP client',
    ...(typeof connector === 'string' && { connector }),
  });
};
