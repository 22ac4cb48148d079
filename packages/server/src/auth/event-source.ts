import { TouchlineError } from '@touchline/core';
import { type Caller, forbidden } from './caller.ts';
import { tenantSource } from './tenancy.ts';

/**
 * Refuses an event from a source that the caller may not speak for. Source and id are what identifies an event for ever: whoever
 * may choose both could take the id of an event that a vendor or a tenant is about to send, which would then be a duplicate, and
 * lost.
 *
 * - A tenant speaks for `/tenants/<id>` and what is below it.
 * - `/connectors/…` are the vendors'; it takes the scope `events:impersonate`, which does not help a tenant.
 * - Events from the source of a tenant are that tenant's, whoever publishes them.
 *
 * @throws TouchlineError `auth.forbidden`; `event.invalid` where an event from a tenant's source has another tenant or none.
 */
export const requireOwnSource = (
  { tenantId, scopes }: Caller,
  { source, tenantid }: { readonly source?: unknown; readonly tenantid?: unknown },
): void => {
  if (typeof source !== 'string') return;
  if (tenantId !== undefined) {
    if (isWithin(source, tenantSource(tenantId))) return;
    throw forbidden(`This key publishes from ${tenantSource(tenantId)} and sources below it only.`);
  }
  const path = pathOf(source);
  if (isWithin(path, '/connectors') && !scopes.has('events:impersonate'))
    throw forbidden(
      'Events from /connectors/… are what vendors send; to publish some takes a key with the scope events:impersonate.',
    );
  if (isWithin(path, '/tenants') && !(typeof tenantid === 'string' && isWithin(path, tenantSource(tenantid))))
    throw new TouchlineError(
      'event.invalid',
      'Event is invalid: tenantid must be the tenant of its source.',
      {
        issues: [{ path: 'tenantid', message: 'must be the tenant of its source' }],
      },
    );
};

/** The place itself or below it, by a path that does not lead out of it again. */
const isWithin = (source: string, place: string): boolean =>
  source === place || (source.startsWith(`${place}/`) && pathOf(source).startsWith(`${place}/`));

/** Where a reference without a host leads; another one as it is. */
const pathOf = (source: string): string => {
  const url = URL.parse(source, 'http://here.invalid');
  return url?.host === 'here.invalid' ? url.pathname : source;
};
