import type { IncomingCall, SandboxResponse } from '@touchline/core/sandbox';
import { answered } from '../../sandbox-refusal.ts';
import { refuse } from './answers.ts';
import type { SandboxAmount, SandboxState } from './state.ts';

/** The body of a request, or the parameters of a query, whose names are known. */
export type Fields = Readonly<Record<string, unknown>>;

/** A route of the sandbox. */
export type Route = (call: IncomingCall) => SandboxResponse;

/** Answers one call whose fields are read and known. */
export type Handle = (fields: Fields, call: IncomingCall) => SandboxResponse;

/** What makes POSTs idempotent. */
export type PostRoute = (required: readonly string[], optional: readonly string[], handle: Handle) => Route;

/**
 * A POST of JSON for the merchant account. An answer is kept with its `Idempotency-Key` and given again; what was refused as
 * invalid is not.
 *
 * @see https://docs.adyen.com/development-resources/api-idempotency
 */
export const createPostRoute = ({ merchantAccount }: Pick<SandboxState, 'merchantAccount'>): PostRoute => {
  const kept = new Map<string, SandboxResponse>();
  return (required, optional, handle) => (call) =>
    answered(() => {
      const key = call.headers['idempotency-key'];
      if (key !== undefined && key.length > 64) throw refuse(400, '702', 'The idempotency key is too long.');
      const place = `${call.path}\n${key}`;
      const earlier = key === undefined ? undefined : kept.get(place);
      if (earlier) return earlier;
      const fields = readFields(call.text);
      requireAccount(fields.merchantAccount, merchantAccount);
      requireFields(fields, required, optional);
      const response = handle(fields, call);
      const echoed = { ...response, headers: { ...(key !== undefined && { 'idempotency-key': key }) } };
      if (key !== undefined) kept.set(place, echoed);
      return echoed;
    });
};

/** A GET or DELETE, with the merchant account in the query. */
export const queryRoute =
  ({ merchantAccount }: Pick<SandboxState, 'merchantAccount'>, handle: Handle): Route =>
  (call) =>
    answered(() => {
      const fields = Object.fromEntries(call.query);
      requireAccount(fields.merchantAccount, merchantAccount);
      return handle(fields, call);
    });

/** A field that must be an amount above zero. */
export const amountOf = ({ amount }: Fields): SandboxAmount => {
  const { value, currency } = (amount ?? {}) as Partial<SandboxAmount>;
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency))
    throw refuse(422, '138', 'Currency is not supported.');
  if (!Number.isSafeInteger(value) || Number(value) < 1)
    throw refuse(422, '137', 'Invalid amount specified.');
  return { value: Number(value), currency };
};

const readFields = (text: string): Fields => {
  try {
    const fields: unknown = JSON.parse(text);
    if (typeof fields === 'object' && fields !== null && !Array.isArray(fields)) return fields as Fields;
  } catch {
    // Answered below.
  }
  throw refuse(400, '702', 'The request body is not valid JSON.');
};

const requireAccount = (given: unknown, merchantAccount: string): void => {
  if (given !== merchantAccount) throw refuse(403, '901', 'Invalid Merchant Account', 'security');
};

const requireFields = (fields: Fields, required: readonly string[], optional: readonly string[]): void => {
  const missing = required.find((name) => fields[name] === undefined);
  if (missing) throw refuse(422, '100', `Required object '${missing}' is not provided.`);
  const known = new Set(['merchantAccount', ...required, ...optional]);
  const unknown = Object.keys(fields).filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw refuse(422, '702', `Structure of the request contains the following unknown fields: [${unknown}]`);
};
