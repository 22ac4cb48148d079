import { createLocalJWKSet, createRemoteJWKSet, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import type { Caller } from './caller.ts';
import { isScope, type Scope } from './scopes.ts';

/** Which JSON Web Tokens are taken in place of API keys. */
export interface JsonWebTokenOptions {
  /** Where the issuer's keys are, an https URL, or the keys themselves. */
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
 * are passed over.
 */
export const createTokenReader = (options: JsonWebTokenOptions, now: () => number): ReadToken => {
  const { keys, issuer, audience } = options;
  const keySet = isUrl(keys) ? createRemoteJWKSet(new URL(keys)) : createLocalJWKSet(keys);
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
    } catch {
      // Whatever is wrong with it, the sender learns only that it is not taken.
      return undefined;
    }
  };
};

const isUrl = (keys: JsonWebTokenOptions['keys']): keys is string | URL =>
  typeof keys === 'string' || keys instanceof URL;

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
