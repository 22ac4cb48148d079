import type { EventMap } from '@touchline/core';
import type { Connectors, ErasedRoute, RouteHandle, Router } from '@touchline/router';

/** A router of whatever events and connectors: what the server works with. */
export type ServedRouter = Omit<Router<EventMap, Connectors>, 'route' | 'publish' | 'catalogue'> & {
  readonly catalogue: Router<EventMap, Connectors>['catalogue'];
  readonly route: (route: ErasedRoute) => RouteHandle;
};
