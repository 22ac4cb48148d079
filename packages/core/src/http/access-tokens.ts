import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { TouchlineError } from '../errors/touchline-error.ts';
import { Secret } from '../privacy/secret.ts';
import type { Deadline } from './deadline.ts';
import type { FormFields } from './form.ts';
import type { HttpClient } from './http-client.ts';
import type { HeaderFields, HttpResponse } from './http-request.ts';
import type { ErrorReading } from './response-error.ts';

/**
 * How a connector gets its access tokens: the client credentials grant of OAuth 2.0.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.4
 */
export interface ClientCredentials {
  /** Where tokens are given out: a path below the base URL, or an absolute URL. */
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string | Secret;
  /**
   * How the client says who it is. `basic`, the default: in the `Authorization` header. `form`: as `client_id` and
   * `client_secret`, for a vendor that knows no other way.
   */
  readonly authentication?: 'basic' | 'form';
  /** Further fields of the request, such as `scope` or `audience`. */
  readonly form?: FormFields;
  /**
   * How long before its end a token counts as over, in milliseconds, but never more than half of its life. Default 60 000.
   * A token that comes without `expires_in` is used until it is refused.
   */
  readonly marginMs?: number;
}

/** The tokens of one client. */
export interface AccessTokens {
  /**
   * Sends with a token. Where the answer is a 401, nothing happened yet, whatever the request does: the token is thrown away
   * and the request sent once more with a new one.
   */
  readonly use: <Result>(
    send: (credentials: HeaderFields) => Promise<Result>,
    deadline: Pick<Deadline, 'race'>,
  ) => Promise<Result>;
}

/**
 * Fetches tokens as they are needed and keeps the last one. Calls that need one at the same time share a single request,
 * which goes on when one of them gives up.
 *
 * @param http asks for tokens; it has the connector's transport and none of its credentials.
 */
export const createAccessTokens = (
  credentials: ClientCredentials,
  http: HttpClient,
  clock: Pick<Clock, 'now'>,
): AccessTokens => {
  let held: AccessToken | undefined;
  let asking: Promise<AccessToken> | undefined;

  const ask = async (): Promise<AccessToken> => {
    const askedMs = clock.now();
    const { access_token: value, expires_in: seconds } = await askForToken(credentials, http);
    const lifeMs = seconds === undefined ? Number.POSITIVE_INFINITY : seconds * 1_000;
    const marginMs = Math.min(credentials.marginMs ?? 60_000, lifeMs / 2);
    held = { authorization: new Secret(`Bearer ${value}`), usableUntilMs: askedMs + lifeMs - marginMs };
    return held;
  };

  const current = async (): Promise<AccessToken> => {
    if (held && clock.now() < held.usableUntilMs) return held;
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };

  return {
    use: async (send, deadline) => {
      const token = await deadline.race(current());
      try {
        return await send({ authorization: token.authorization });
      } catch (thrown) {
        if (!TouchlineError.isInstance(thrown) || thrown.vendorStatus !== 401) throw thrown;
        // Another call may have replaced it meanwhile; the new one is not to blame.
        if (held === token) held = undefined;
      }
      const { authorization } = await deadline.race(current());
      return send({ authorization });
    },
  };
};

interface AccessToken {
  /** `Bearer …` */
  readonly authorization: Secret;
  readonly usableUntilMs: number;
}

/** `expires_in` is sent as text by some: https://www.rfc-editor.org/rfc/rfc6749#section-5.1. */
const tokenAnswer = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/, 'must be a token'),
  expires_in: z.coerce.number().positive().optional().catch(undefined),
});

const askForToken = async (
  credentials: ClientCredentials,
  http: HttpClient,
): Promise<z.output<typeof tokenAnswer>> => {
  const { tokenUrl, authentication = 'basic', form } = credentials;
  const isBasic = authentication === 'basic';
  try {
    const { body } = await http.post(tokenUrl, {
      operation: 'accessToken.get',
      // Asking twice gives two tokens and changes nothing else.
      idempotent: true,
      form: { grant_type: 'client_credentials', ...(isBasic ? {} : formFieldsOf(credentials)), ...form },
      ...(isBasic && { headers: { authorization: basicOf(credentials) } }),
      response: tokenAnswer,
    });
    return body;
  } catch (thrown) {
    throw TouchlineError.isInstance(thrown) && thrown.code === 'http.response_invalid'
      ? unreadable(thrown)
      : thrown;
  }
};

/**
 * What a refusal of the token endpoint means for the call that needed the token: not that call is wrong, but the credentials
 * or where they are sent. So nothing is rejected for it: the route waits until that is put right.
 */
export const tokenRefusal = ({ status }: HttpResponse): ErrorReading | undefined =>
  status >= 400 && status < 500 && !passing.has(status) ? { disposition: 'reauthorize' } : undefined;

const passing: ReadonlySet<number> = new Set([408, 425, 429]);

/** A page in place of a token is a proxy's or a maintenance window's. */
const unreadable = ({ code, message, connector, vendorStatus, issues }: TouchlineError): TouchlineError =>
  new TouchlineError(code, message, {
    disposition: 'retry',
    issues,
    ...(connector !== undefined && { connector }),
    ...(vendorStatus !== undefined && { vendorStatus }),
  });

const formFieldsOf = ({ clientId, clientSecret }: ClientCredentials): FormFields => ({
  client_id: clientId,
  client_secret: clientSecret,
});

/** Both are form-encoded first: https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1. */
const basicOf = ({ clientId, clientSecret }: ClientCredentials): Secret => {
  const secret = clientSecret instanceof Secret ? clientSecret.reveal() : clientSecret;
  const pair = [clientId, secret].map((part) =>
    new URLSearchParams({ part }).toString().slice('part='.length),
  );
  return new Secret(`Basic ${Buffer.from(pair.join(':')).toString('base64')}`);
};
