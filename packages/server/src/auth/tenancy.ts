import type { TouchlineEvent } from '@touchline/core';
import type { RouteEdge } from '@touchline/router';
import type { Caller } from './caller.ts';

/** Whether a caller may see an event: all of them, or those of their tenant. */
export const seesEvent = ({ tenantId }: Caller, { tenantid }: Pick<TouchlineEvent, 'tenantid'>): boolean =>
  tenantId === undefined || tenantid === tenantId;

/** Whether a caller may see a route: all of them, or those whose filter, as data, lets only their tenant's events through. */
export const seesRoute = ({ tenantId }: Caller, { filter }: Pick<RouteEdge, 'filter'>): boolean => {
  if (tenantId === undefined) return true;
  if (filter === undefined || filter === 'function') return false;
  return Object.hasOwn(filter, 'tenantid') && [filter.tenantid].flat().every((wanted) => wanted === tenantId);
};

/** Where the events of a tenant come from, or from below it; so two tenants may use the same ids. */
export const tenantSource = (tenantId: string): string =>
  // By way of bytes: half of a pair of surrogates has no encoding.
  `/tenants/${encodeURIComponent(Buffer.from(tenantId).toString())}`;
