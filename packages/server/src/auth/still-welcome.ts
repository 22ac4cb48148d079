import { TouchlineError } from '@touchline/core';
import type { Authenticate } from './authenticate.ts';
import type { Caller } from './caller.ts';
import type { Scope } from './scopes.ts';

/** Whether who called may go on: a key may be taken away while its stream is open. That nobody can say so now cuts nobody off. */
export const isStillWelcome = async (
  authenticate: Authenticate,
  request: Request,
  { id, tenantId }: Caller,
  scope: Scope,
): Promise<boolean> => {
  try {
    const now = await authenticate(request);
    return now.id === id && now.tenantId === tenantId && now.scopes.has(scope);
  } catch (thrown) {
    return TouchlineError.isInstance(thrown) && thrown.code === 'auth.unavailable';
  }
};
