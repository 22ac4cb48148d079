import { TouchlineError } from '@touchline/core';
import type { RateLimit } from '../limits/rate-limit.ts';
import type { Scope } from './scopes.ts';

/** Who calls, and what they may do. */
export interface Caller {
  /** The same over rotations of a key: idempotency keys and rate limits count by it. */
  readonly id: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Whose events they see and publish. Without one they see and do everything. */
  readonly tenantId?: string;
  /** The registered names of the connectors whose actions they may run. Default: all; none where there is a tenant. */
  readonly connectors?: readonly string[];
  /** Until when the credentials are good, in milliseconds since the epoch. */
  readonly expiresAtMs?: number;
  /** Default: the server's. */
  readonly rateLimit?: RateLimit;
}

/** @throws TouchlineError `auth.forbidden` when the caller lacks the scope. */
export const requireScope = ({ scopes }: Caller, scope: string): void => {
  if (!scopes.has(scope as Scope)) throw forbidden(`This needs a key with the scope ${scope}.`);
};

/** Whether the caller may use a connector. */
export const mayUse = ({ tenantId, connectors }: Caller, name: string): boolean =>
  connectors ? connectors.includes(name) : tenantId === undefined;

/** What a caller may not see is answered as what there is not. */
export const unknownConnector = (): TouchlineError =>
  new TouchlineError('connector.unknown', 'There is no such connector; GET /v1/connectors lists them.');

/** @returns the refusal of what the caller may not do. */
export const forbidden = (sentence: string): TouchlineError => new TouchlineError('auth.forbidden', sentence);
