import { readOrRefuse, TouchlineError } from '@touchline/core';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { z } from 'zod';
import type { Caller } from './caller.ts';
import { isScope, type Scope } from './scopes.ts';

/** Which JSON Web Tokens are taken in place of API keys. */
export interface JsonWebTokenOptions {
  /** Where the issuer's keys are, an https URL (http on this machine), or the keys themselves. */
  readonly keys: string | URL | JSONWebKeySet;
  /** What `iss` must say. */
  readonly issuer: string;
  /** What `aud` must say: the name of this API. */
  readonly audience: string;
  /** The claim that holds the scopes, joined by blanks or as a list. Default `scope`. */
  readonly scopeClaim?: string;
  /** The claim that binds a token to a tenant. Default `tenantid`. */
  readonly tenantClaim?: string;
  /** The claim that lists the connectors whose actions a token may run. Default `connectors`. */
  readonly connectorsClaim?: string;
}

/** Finds who a token speaks for; undefined where it does not verify. */
export type ReadToken = (token: string) => Promise<Caller | undefined>;

/**
 * Reads JSON Web Tokens that are signed asymmetrically and have an `exp` and a `sub`. Scopes that this server does not know
 * are passed over. Reading rejects where the issuer's keys cannot be had, which says nothing about the token.
 *
 * @throws TouchlineError `config.invalid` naming the options that are wrong.
 */
export const createTokenReader = (options: JsonWebTokenOptions, now: () => number): ReadToken => {
  const { issuer, audience } = readOrRefuse((given) => schema.safeParse(given), options, {
    code: 'config.invalid',
    subject: 'jsonWebTokens',
  });
  const keySet = keySetOf(options.keys);
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keySet, {
        issuer,
        audience,
        algorithms,
        requiredClaims: ['exp', 'sub'],
        currentDate: new Date(now()),
      });
      return callerOf(payload, options);
    } catch (thrown) {
      if (thrown instanceof KeysUnavailableError) throw thrown.cause;
      // Whatever is wrong with it, the sender learns only that it is not taken.
      return undefined;
    }
  };
};

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);

/** Over http anybody on the way could put in a key of their own. */
const isKeyUrl = (text: string): boolean => {
  const url = URL.parse(text);
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
};

const isUrl = (keys: unknown): keys is string | URL => typeof keys === 'string' || keys instanceof URL;

const text = z.string().min(1);

const keySetSchema = z.looseObject({ keys: z.array(z.looseObject({ kty: text })).min(1) });

const schema = z.strictObject({
  keys: z.custom(
    (keys) => (isUrl(keys) ? isKeyUrl(String(keys)) : keySetSchema.safeParse(keys).success),
    'must be an https URL or a JSON Web Key Set',
  ),
  issuer: text,
  audience: text,
  scopeClaim: text.optional(),
  tenantClaim: text.optional(),
  connectorsClaim: text.optional(),
});

const keySetOf = (keys: JsonWebTokenOptions['keys']): JWTVerifyGetKey => {
  if (typeof keys === 'string' || keys instanceof URL)
    return onlyWhatIsWrong(createRemoteJWKSet(new URL(keys)));
  try {
    return createLocalJWKSet(keys);
  } catch {
    throw new TouchlineError('config.invalid', 'jsonWebTokens: keys must be a JSON Web Key Set.');
  }
};

/** Tells a token that names no key of the set from a set that cannot be had. */
const onlyWhatIsWrong =
  (keySet: JWTVerifyGetKey): JWTVerifyGetKey =>
  async (header, token) => {
    try {
      return await keySet(header, token);
    } catch (cause) {
      if (faultsOfTokens.some((fault) => cause instanceof fault)) throw cause;
      throw new KeysUnavailableError('The keys of the issuer cannot be had.', { cause });
    }
  };

const faultsOfTokens = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported];

class KeysUnavailableError extends Error {}

/** Asymmetric ones: a shared secret or none at all would let anybody who knows the public key sign. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

const callerOf = (payload: JWTPayload, options: JsonWebTokenOptions): Caller | undefined => {
  const { scopeClaim = 'scope', tenantClaim = 'tenantid', connectorsClaim = 'connectors' } = options;
  const tenantId = payload[tenantClaim];
  // A claim that is there and says nothing must not open what it should close.
  if (tenantId !== undefined && (typeof tenantId !== 'string' || tenantId === '')) return undefined;
  const connectors = payload[connectorsClaim];
  return {
    id: `${payload.iss}#${payload.sub}`,
    scopes: new Set(textsOf(payload[scopeClaim]).filter((scope): scope is Scope => isScope(scope))),
    ...(tenantId !== undefined && { tenantId }),
    ...(connectors !== undefined && { connectors: textsOf(connectors) }),
    expiresAtMs: (payload.exp as number) * 1_000,
  };
};

const textsOf = (claim: unknown): readonly string[] =>
  typeof claim === 'string'
    ? claim.split(' ')
    : [claim].flat().filter((text): text is string => typeof text === 'string');
