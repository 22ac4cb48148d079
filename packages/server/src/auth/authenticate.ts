import { TouchlineError, toTouchlineError } from '@touchline/core';
import { type ApiKeys, createKeyFinder, isApiKey } from './api-key.ts';
import type { Caller } from './caller.ts';
import { createTokenReader, type JsonWebTokenOptions } from './json-web-token.ts';

/** Who is let in. */
export interface AuthenticationOptions {
  /** The records of API keys; see `createApiKey`. */
  readonly apiKeys?: ApiKeys | undefined;
  /** Takes JSON Web Tokens too. */
  readonly jsonWebTokens?: JsonWebTokenOptions | undefined;
  readonly now: () => number;
  /** Told why credentials could not be checked. */
  readonly onUnavailable: (error: TouchlineError) => void;
}

/**
 * Finds out who calls, by the header `Authorization: Bearer …`.
 *
 * @throws TouchlineError `auth.missing` without the header, and always where neither keys nor tokens are configured;
 *   `auth.invalid` where what it holds is not good; `auth.unavailable` where that cannot be found out now.
 */
export type Authenticate = (request: Request) => Promise<Caller>;

/**
 * Lets in by API keys, by tokens, or by both. Keys of a list are looked at now, those of a function as they are found.
 *
 * @throws TouchlineError `config.invalid` for keys or options that cannot be.
 */
export const createAuthenticator = (options: AuthenticationOptions): Authenticate => {
  const { apiKeys, jsonWebTokens, now, onUnavailable } = options;
  const findKeyHolder = apiKeys && createKeyFinder(apiKeys, now);
  const readToken = jsonWebTokens && createTokenReader(jsonWebTokens, now);
  return async (request) => {
    if (!findKeyHolder && !readToken)
      throw new TouchlineError(
        'auth.missing',
        'No API key is configured on this server: only webhooks and probes answer.',
      );
    const header = request.headers.get('authorization');
    if (header === null)
      throw new TouchlineError('auth.missing', 'Send an API key as Authorization: Bearer and the key.');
    const credential = /^bearer +([^\s,]+)$/i.exec(header)?.[1];
    const read = credential === undefined || isApiKey(credential) ? findKeyHolder : readToken;
    const caller =
      credential === undefined ? undefined : await read?.(credential).catch(unavailable(onUnavailable));
    if (!caller) throw new TouchlineError('auth.invalid', 'The credentials are unknown or have expired.');
    return caller;
  };
};

/** Not the caller's fault: they are to come again, and whoever runs the server is told. */
const unavailable =
  (onUnavailable: AuthenticationOptions['onUnavailable']) =>
  (thrown: unknown): never => {
    const error = new TouchlineError('auth.unavailable', 'The credentials cannot be checked now.', {
      cause: toTouchlineError(thrown),
      retryAfterMs: 5_000,
    });
    onUnavailable(error);
    throw error;
  };
