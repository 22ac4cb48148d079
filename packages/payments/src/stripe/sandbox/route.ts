import type { IncomingCall, SandboxResponse } from '@touchline/core/sandbox';
import { answered, Refusal } from '../../sandbox-refusal.ts';
import { errorAnswer } from './answers.ts';
import { type Parameters, readParameters, requireKnown } from './parameters.ts';
import type { SandboxState } from './state.ts';

/** Answers one call whose parameters are read and known. */
export type Handle = (parameters: Parameters, call: IncomingCall) => SandboxResponse;

/** A route of the sandbox. */
export type Route = (call: IncomingCall) => SandboxResponse;

/** A GET, with the parameters in the query. */
export const getRoute =
  (known: readonly string[], handle: Handle): Route =>
  (call) =>
    answer(call, () => {
      const parameters = readParameters(call.query.toString());
      requireKnown(parameters, [...known, 'expand']);
      return handle(parameters, call);
    });

/** What makes POSTs idempotent: the answers that were given, by key. */
export type PostRoute = (known: readonly string[], handle: Handle) => Route;

/**
 * A POST, with the parameters in a form. An answer is kept with its `Idempotency-Key` once the work has begun, and given again
 * for the same request; another request with the key is refused. After a day the key is forgotten.
 *
 * @see https://docs.stripe.com/api/idempotent_requests
 */
export const createPostRoute = ({ now }: Pick<SandboxState, 'now'>): PostRoute => {
  const kept = new Map<string, Kept>();
  return (known, handle) => (call) =>
    answer(call, () => {
      const key = call.headers['idempotency-key'];
      const request = `${call.path}\n${call.text}`;
      const found = key === undefined ? undefined : kept.get(key);
      const earlier = found && now() - found.at < dayInSeconds ? found : undefined;
      if (earlier && earlier.request !== request) return keyReused(key ?? '');
      if (earlier)
        return {
          ...earlier.response,
          headers: { ...earlier.response.headers, 'idempotent-replayed': 'true' },
        };
      const parameters = readParameters(call.text);
      requireKnown(parameters, [...known, 'expand']);
      const response = begun(() => handle(parameters, call));
      if (key !== undefined) kept.set(key, { request, response, at: now() });
      return response;
    });
};

const dayInSeconds = 86_400;

interface Kept {
  readonly request: string;
  readonly response: SandboxResponse;
  /** In seconds since the Unix epoch. */
  readonly at: number;
}

/** Declines are answers of work that has begun; what was refused before is not kept. */
const begun = (work: () => SandboxResponse): SandboxResponse => {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.response.status === 402) return thrown.response;
    throw thrown;
  }
};

const answer = (call: IncomingCall, work: () => SandboxResponse): SandboxResponse => {
  const version = call.headers['stripe-version'];
  const headers = {
    ...(version !== undefined && { 'stripe-version': version }),
    ...(call.headers['idempotency-key'] !== undefined && {
      'idempotency-key': call.headers['idempotency-key'],
    }),
  };
  const response = answered(work);
  return { ...response, headers: { ...headers, ...response.headers } };
};

const keyReused = (key: string): SandboxResponse =>
  errorAnswer(400, {
    type: 'idempotency_error',
    message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
  });
