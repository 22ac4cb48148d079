import { TouchlineError, toTouchlineError } from '@touchline/core';
import type { Context, Hono } from 'hono';
import type { Authenticate } from '../auth/authenticate.ts';
import { type Caller, requireScope } from '../auth/caller.ts';
import { RateLimitedError, type RateLimiter } from '../limits/rate-limit.ts';
import { Answer, problem } from '../request/answer.ts';
import { readParameters, readRequestBody } from './read-input.ts';
import type { EndpointCall, ServerEndpoint } from './server-endpoint.ts';

/** What stands between a request and an endpoint. */
export interface MountOptions {
  readonly authenticate: Authenticate;
  readonly rateLimiter: RateLimiter;
  /** The largest body, in bytes. */
  readonly maxBodyBytes: number;
  /** Told of what was thrown that no endpoint should throw. */
  readonly onUnexpected: (error: TouchlineError) => void;
}

/**
 * Puts endpoints onto a router of paths: whatever their order, a path that is written out goes before one with a parameter.
 * A path that is one of an endpoint with another method answers 405, and any other 404.
 */
export const mountEndpoints = (
  app: Hono,
  endpoints: readonly ServerEndpoint[],
  options: MountOptions,
): void => {
  for (const [path, those] of byPath(endpoints)) {
    for (const endpoint of those) {
      const handler = (context: Context): Promise<Response> => answer(endpoint, context, options);
      if (endpoint.everyMethod) app.all(path, handler);
      else app.on(endpoint.method.toUpperCase(), path, handler);
    }
    // Hono answers HEAD where it answers GET.
    const allowed = those.flatMap(({ method }) =>
      method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()],
    );
    app.all(path, () =>
      problem(new TouchlineError('request.method_not_allowed', `Use ${allowed.join(' or ')} here.`), {
        allow: allowed.join(', '),
      }),
    );
  }
  app.notFound(() => problem(new TouchlineError('request.not_found', 'There is no such endpoint.')));
};

/** The endpoints of each path, as the router of paths writes it; of two that a request fits, the more exact one first. */
const byPath = (
  endpoints: readonly ServerEndpoint[],
): readonly (readonly [string, readonly ServerEndpoint[]])[] => {
  // No character of a path comes after the one that stands for a parameter here.
  const rank = (path: string): string => path.replace(/:[^/]+/g, '\u{10ffff}');
  const groups = new Map<string, ServerEndpoint[]>();
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace(/\{([^}]+)\}/g, ':$1');
    const group = groups.get(path);
    if (group) group.push(endpoint);
    else groups.set(path, [endpoint]);
  }
  return [...groups].sort(([one], [other]) => (rank(one) < rank(other) ? -1 : 1));
};

/** Who calls is asked before anything is read: a stranger learns nothing, and costs little. */
const answer = async (
  endpoint: ServerEndpoint,
  context: Context,
  { authenticate, rateLimiter, maxBodyBytes, onUnexpected }: MountOptions,
): Promise<Response> => {
  const request = context.req.raw;
  let rate: Readonly<Record<string, string>> = {};
  try {
    let caller: Caller | undefined;
    if (endpoint.scope !== undefined) {
      caller = await authenticate(request);
      rate = rateLimiter.count(caller);
      requireScope(caller, endpoint.scope);
    }
    const call = {
      request,
      caller,
      ...readParameters(endpoint, request, context.req.param()),
      ...(await readRequestBody(endpoint, request, maxBodyBytes)),
    };
    const answered = await endpoint.handle(call as EndpointCall);
    const response = answered instanceof Answer ? answered.toResponse(rate) : answered;
    // Nobody reads the body of an answer to HEAD: what it holds open, such as the place of an event stream, must be given back.
    if (request.method === 'HEAD') await response.body?.cancel();
    return response;
  } catch (thrown) {
    const error = toTouchlineError(thrown);
    if (error !== thrown) onUnexpected(error);
    return problem(error, error instanceof RateLimitedError ? error.headers : rate);
  }
};
