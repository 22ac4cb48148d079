import type { IncomingCall, SandboxResponse } from '@touchline/core/sandbox';
import { answered, Refusal } from '../../sandbox-refusal.ts';
import { malformed } from './answers.ts';
import type { SandboxObject } from './state.ts';

/** A route of the sandbox. */
export type Route = (call: IncomingCall) => SandboxResponse;

/** Answers one call whose body is read. */
export type Handle = (body: SandboxObject, call: IncomingCall) => SandboxResponse;

/** What makes POSTs idempotent. */
export type PostRoute = (handle: Handle) => Route;

/**
 * A POST of JSON. An answer is kept with its `PayPal-Request-Id` and given again; what was refused is not.
 *
 * @see https://developer.paypal.com/api/rest/reference/idempotency/
 */
export const createPostRoute = (): PostRoute => {
  const kept = new Map<string, SandboxResponse>();
  return (handle) => (call) =>
    answered(() => {
      const key = call.headers['paypal-request-id'];
      const place = `${call.path}\n${key}`;
      const earlier = key === undefined ? undefined : kept.get(place);
      if (earlier) return { ...earlier, status: 200 };
      const response = handle(readBody(call), call);
      if (key !== undefined) kept.set(place, response);
      return response;
    });
};

/** A GET. */
export const getRoute =
  (handle: (call: IncomingCall) => SandboxResponse): Route =>
  (call) =>
    answered(() => handle(call));

const readBody = ({ text, headers }: IncomingCall): SandboxObject => {
  if (!(headers['content-type'] ?? '').startsWith('application/json')) throw new Refusal({ status: 415 });
  if (text === '') return {};
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as SandboxObject;
  } catch {
    // Answered below.
  }
  throw malformed('MALFORMED_REQUEST_JSON', '/');
};
